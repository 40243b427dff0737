#pragma once
#include "cli/command.h"

// One function per command, each in a file of its own; it adds the subcommand and its action to the program.
namespace tt::cli {

void add_demo(Command app);
void add_train(Command app);
void add_eval(Command app);
void add_summary(Command app);
void add_profile(Command app);
void add_graph(Command app);
void add_quantize(Command app);
void add_tensor(Command app);
void add_sensitivity(Command app);
void add_plan(Command app);
void add_bench(Command app);
void add_lab(Command app);
void add_lab_show(Command lab);
void add_grade(Command app);
void add_instructor(Command app);
void add_instructor_release(Command instructor);
void add_instructor_verify(Command instructor);

}  // namespace tt::cli
