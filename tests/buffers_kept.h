#pragma once
// Whether freed buffers are kept for reuse: not under the address sanitizer, which is to see every misuse.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool buffers_kept = false;
#elif defined(__has_feature)
constexpr bool buffers_kept = !__has_feature(address_sanitizer);
#else
constexpr bool buffers_kept = true;
#endif
