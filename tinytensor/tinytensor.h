#pragma once
// All of the framework: tensors, autograd, layers, optimizers, data, files.
#include "tinytensor/testing/gradcheck.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/io/architecture.h"
#include "tinytensor/nn/batch_norm.h"
#include "tinytensor/nn/conv2d.h"
#include "tinytensor/nn/layers.h"
#include "tinytensor/nn/linear.h"
#include "tinytensor/nn/sequential.h"
#include "tinytensor/optim/optimizer.h"
#include "tinytensor/optim/schedule.h"
#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/tensor.h"
