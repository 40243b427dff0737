#pragma once
#include <algorithm>

#include "tinytensor/kernels/conv_plan.h"
#include "tinytensor/kernels/tile.h"

namespace tt::kernels {

// Weights in the order in which tiles read them: [group][block][tap row][tap column][in][channels of the
// block]. Calls visit(index in w) for each, in that order; index is -1 for the zeros that fill up a group's
// last vector.
template <class Visit>
void for_each_packed(const ConvPlan& plan, const Visit& visit) {
  const int channels = vectors_for(plan.out) * lanes;
  for (int group = 0; group < plan.groups; ++group)
    for (int first = 0; first < channels; first += max_vectors * lanes) {
      const int last = std::min(first + max_vectors * lanes, channels);
      for (int row = 0; row < plan.rows.taps; ++row)
        for (int column = 0; column < plan.columns.taps; ++column)
          for (int i = 0; i < plan.in; ++i)
            for (int o = first; o < last; ++o)
              visit(o < plan.out ? plan.weight(group, o, row, column, i) : -1);
    }
}

}  // namespace tt::kernels
