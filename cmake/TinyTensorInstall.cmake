# cmake --install: the libraries, their headers, and what find_package(tinytensor CONFIG REQUIRED) needs.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/tinytensor)
get_property(libraries GLOBAL PROPERTY TT_LIBRARIES)

install(TARGETS ${libraries} EXPORT tinytensorTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT tinytensorTargets NAMESPACE tinytensor:: DESTINATION ${package})
install(DIRECTORY tinytensor DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
install(DIRECTORY modules DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tinytensor
  FILES_MATCHING PATTERN *.h PATTERN tests EXCLUDE)

configure_package_config_file(cmake/tinytensorConfig.cmake.in ${PROJECT_BINARY_DIR}/tinytensorConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tinytensorConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tinytensorConfig.cmake ${PROJECT_BINARY_DIR}/tinytensorConfigVersion.cmake
  DESTINATION ${package})
if(TARGET tt)
  install(TARGETS tt RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
