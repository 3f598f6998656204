# SPDX-License-Identifier: MIT
"""A valid pipeline, and ways to write it otherwise: each case replaces one text by another."""

VALID = """\
lucarne: 1
name: base
seed: 1
language: en
block_size: 64
data:
  format: idx
  train: {images: train-images.gz, labels: train-labels.gz}
  test: {images: test-images.gz, labels: test-labels.gz}
  validation: 20
  scale: 255
model:
  file: net.onnx
  train: {hidden: [8], epochs: 1, optimizer: adam}
stages:
  - plugin: weights
    with: {neurons: 4}
  - id: why
    plugin: saliency
    with: {samples: 3, target: predicted}
  - plugin: errors
    with: {confident: 0.9}
  - plugin: embedding
    with: {samples: 30, perplexity: 5, split: test, features: [relu1]}
  - plugin: activations
    with: {samples: 2, items: errors.mistakes, layers: relu1}
expect:
  - errors.accuracy >= 0
sweep:
  mode: grid
  values:
    seed: [1, 2]
  scalars: [errors.accuracy]
"""

TRAIN = "  train: {images: train-images.gz, labels: train-labels.gz}\n"
TEST = "  test: {images: test-images.gz, labels: test-labels.gz}\n"
EXPECT = "expect:\n  - errors.accuracy >= 0\n"
SWEEP = VALID[VALID.index("sweep:"):]
STAGES = VALID[VALID.index("stages:"):VALID.index("expect:")]

# Both accept.
RIGHT = [
    ("as it is", "", ""),
    ("one value for a list of one", "hidden: [8]", "hidden: 8"),
    ("an empty list", "features: [relu1]", "features: []"),
    ("a number as a text", "target: predicted", "target: 3"),
    ("true as a text", "target: predicted", "target: true"),
    ("a quoted text", "target: predicted", "target: 'true'"),
    ("a whole number for a number", "confident: 0.9", "confident: 1"),
    ("an exponent", "confident: 0.9", "confident: 9e-1"),
    ("a bound itself", "neurons: 4", "neurons: 1"),
    ("no parameters", "    with: {confident: 0.9}\n", "    with:\n"),
    ("an empty mapping", "{confident: 0.9}", "{}"),
    ("a number as an id", "id: why", "id: 7"),
    ("a negative number as an id", "id: why", "id: -7"),
    ("a boolean as an id", "id: why", "id: true"),
    ("a number as a name", "name: base", "name: 2024"),
    ("no name", "name: base\n", ""),
    ("class names", "scale: 255", "classes: [0, one, 2, 3, 4, 5, 6, 7, 8, 9]"),
    ("a gate by itself", "\n  - errors.accuracy >= 0", " errors.accuracy >= 0"),
    ("no gates", "\n  - errors.accuracy >= 0", " []"),
    ("a gate of two scalars", "errors.accuracy >= 0",
     "errors.train.accuracy within 0.5 of errors.accuracy"),
    ("no sweep", SWEEP, ""),
    ("a sweep by pairs", "mode: grid", "mode: zip"),
    ("a sweep of lists", "seed: [1, 2]", "model.train.hidden: [[4], [8, 4]]"),
    ("an isolated stage", "- plugin: weights\n", "- plugin: weights\n    isolate: true\n"),
    ("a stage in the host", "- plugin: weights\n", "- plugin: weights\n    isolate: false\n"),
    ("limits", "- plugin: weights\n",
     "- plugin: weights\n    limits: {seconds: 0.5e3, memory: 256MiB}\n"),
    ("a limit of memory", "- plugin: weights\n", "- plugin: weights\n    limits: {memory: 2 GiB}\n"),
    ("comments and another order", "seed: 1\nlanguage: en", "language: fr  # the other\nseed: 9"),
]

# Both refuse.
WRONG = [
    # isolation
    ("isolation that is no boolean", "- plugin: weights\n",
     "- plugin: weights\n    isolate: maybe\n"),
    ("limits in the host", "- plugin: weights\n",
     "- plugin: weights\n    isolate: false\n    limits: {seconds: 3}\n"),
    ("no time at all", "- plugin: weights\n", "- plugin: weights\n    limits: {seconds: 0}\n"),
    ("a time in words", "- plugin: weights\n", "- plugin: weights\n    limits: {seconds: long}\n"),
    ("too little memory", "- plugin: weights\n",
     "- plugin: weights\n    limits: {memory: 255MiB}\n"),
    ("memory without a unit", "- plugin: weights\n",
     "- plugin: weights\n    limits: {memory: 1073741824}\n"),
    ("a fraction of memory", "- plugin: weights\n",
     "- plugin: weights\n    limits: {memory: 1.5GiB}\n"),
    ("an unknown limit", "- plugin: weights\n", "- plugin: weights\n    limits: {cores: 2}\n"),
    ("limits that are a list", "- plugin: weights\n", "- plugin: weights\n    limits: [3]\n"),
    # several inputs
    ("images beside inputs", "test: {images: test-images.gz,",
     "test: {inputs: {x: test-images.gz}, images: test-images.gz,"),
    ("no input", "test: {images: test-images.gz,", "test: {inputs: {},"),
    ("inputs that are a file", "test: {images: test-images.gz,", "test: {inputs: test-images.gz,"),
    ("inputs without labels", "test: {images: test-images.gz, labels: test-labels.gz}",
     "test: {inputs: {x: test-images.gz}}"),
    # the top
    ("an unknown key", "seed: 1\n", "sede: 1\n"),
    ("a key twice", "seed: 1\n", "seed: 1\nseed: 2\n"),
    ("another format version", "lucarne: 1", "lucarne: 2"),
    ("a quoted version", "lucarne: 1", "lucarne: '1'"),
    ("no version", "lucarne: 1\n", ""),
    ("a name with a space", "name: base", "name: a b"),
    ("an empty name", "name: base", "name: ''"),
    ("a name with a point", "name: base", "name: 1.5"),
    ("a name that leads elsewhere", "name: base", "name: ../base"),
    ("a name that is a list", "name: base", "name: [base]"),
    ("a negative seed", "seed: 1\n", "seed: -1\n"),
    ("a fraction for a whole number", "seed: 1\n", "seed: 1.5\n"),
    ("a word for a number", "seed: 1\n", "seed: one\n"),
    ("a quoted number", "seed: 1\n", "seed: '1'\n"),
    ("a seed beyond 63 bits", "seed: 1\n", "seed: 9223372036854775808\n"),
    ("nothing for a number", "seed: 1\n", "seed:\n"),
    ("a language that there is not", "language: en", "language: de"),
    ("a number below its range", "block_size: 64", "block_size: -1"),
    ("a number above its range", "block_size: 64", "block_size: 65537"),
    ("a merge key", "seed: 1\n", "<<: {seed: 1}\n"),
    ("a tab before a key", "seed: 1\n", "\tseed: 1\n"),
    ("a quote that is not closed", "name: base", "name: 'base"),
    ("no data", VALID[VALID.index("data:"):VALID.index("model:")], ""),
    ("no model", VALID[VALID.index("model:"):VALID.index("stages:")], ""),
    ("no stages", STAGES, ""),
    ("a list at the top", VALID, "- lucarne: 1\n"),
    ("an empty file", VALID, ""),
    # data
    ("data that are a text", VALID[VALID.index("data:"):VALID.index("model:")], "data: mnist\n"),
    ("a format that there is not", "format: idx", "format: xml"),
    ("no format", "  format: idx\n", ""),
    ("an unknown key in data", "scale:", "scael:"),
    ("a key of another format", "scale: 255", "label_column: 3"),
    ("another key of another format", "scale: 255", "items: x"),
    ("a number that must be above its bound", "scale: 255", "scale: 0"),
    ("a negative scale", "scale: 255", "scale: -1"),
    ("a decimal comma", "scale: 255", "scale: 25,5"),
    ("a list for a number", "scale: 255", "scale: [255]"),
    ("a negative count", "validation: 20", "validation: -1"),
    ("validation of nothing", TRAIN, ""),
    ("no split", TRAIN + TEST + "  validation: 20\n", ""),
    ("a split that lacks a file", TEST, "  test: {images: test-images.gz}\n"),
    ("a split with another format's key", TEST, "  test: {file: test-images.gz}\n"),
    ("a split that is a text", TEST, "  test: test-images.gz\n"),
    ("a file without a name", "test-images.gz", "''"),
    ("a file that is a list", "test-images.gz", "[test-images.gz]"),
    ("a shape of nothing", "scale: 255", "shape: [28, 0]"),
    ("a class named twice", "scale: 255", "classes: [a, b, a]"),
    ("a class that is a list", "scale: 255", "classes: [[a], b]"),
    # model
    ("a model that is a text", VALID[VALID.index("model:"):VALID.index("stages:")],
     "model: net.onnx\n"),
    ("no file", "  file: net.onnx\n", ""),
    ("a network of another kind", "net.onnx", "net.pkl"),
    ("an ending without a name", "net.onnx", ".onnx"),
    ("training of nothing", "{hidden: [8], epochs: 1, optimizer: adam}", "''"),
    ("no epoch", "epochs: 1", "epochs: 0"),
    ("a layer without units", "hidden: [8]", "hidden: [8, 0]"),
    ("a layer that is a word", "hidden: [8]", "hidden: [8, wide]"),
    ("a list in a list", "hidden: [8]", "hidden: [[8]]"),
    ("an optimizer that there is not", "optimizer: adam", "optimizer: adamw"),
    ("an unknown key in train", "optimizer: adam", "optimiser: adam"),
    ("a share above one", "optimizer: adam", "momentum: 1"),
    ("a rate of zero", "optimizer: adam", "learning_rate: 0"),
    # stages
    ("stages that are a mapping", STAGES, "stages: {plugin: errors}\n"),
    ("an empty list of stages", STAGES, "stages: []\n"),
    ("a stage that is a text", "  - plugin: weights\n    with: {neurons: 4}\n", "  - weights\n"),
    ("a stage without a plugin", "  - plugin: weights\n    with", "  - with"),
    ("a plugin that there is not", "plugin: weights", "plugin: weigths"),
    ("an id with a space", "id: why", "id: why not"),
    ("an id with a point", "id: why", "id: 0.5"),
    ("an id that is empty", "id: why", "id: ''"),
    ("an unknown key in a stage", "    with: {neurons: 4}", "    wiht: {neurons: 4}"),
    ("a parameter beside with", "    with: {neurons: 4}", "    neurons: 4"),
    ("parameters that are a list", "{neurons: 4}", "[neurons]"),
    ("a parameter of another plugin", "neurons: 4", "perplexity: 4"),
    ("a parameter in another's case", "neurons: 4", "Neurons: 4"),
    ("a parameter twice", "neurons: 4", "neurons: 4, neurons: 5"),
    ("a parameter below its range", "neurons: 4", "neurons: 0"),
    ("a parameter above its range", "neurons: 4", "neurons: 257"),
    ("a parameter that is a word", "neurons: 4", "neurons: four"),
    ("a parameter that is a boolean", "neurons: 4", "neurons: true"),
    ("a parameter that is a list", "neurons: 4", "neurons: [4]"),
    ("a parameter of nothing", "neurons: 4", "neurons: "),
    ("a share that is a percentage", "confident: 0.9", "confident: 90"),
    ("a text with a unit for a number", "confident: 0.9", "confident: 90 %"),
    ("a text that is a mapping", "target: predicted", "target: {class: 3}"),
    ("a text of nothing", "target: predicted", "target: "),
    ("a choice that there is not", "split: test", "split: tset"),
    ("a choice in another case", "split: test", "split: Test"),
    ("a product without a stage", "items: errors.mistakes", "items: mistakes"),
    ("a product that is a list", "items: errors.mistakes", "items: [errors.mistakes]"),
    ("a list that holds nothing", "features: [relu1]", "features: [relu1, ]\n    : "),
    # gates
    ("gates of nothing", "\n  - errors.accuracy >= 0", ""),
    ("a gate with arrows", "errors.accuracy >= 0", "errors.accuracy => 0"),
    ("a gate without a number", "errors.accuracy >= 0", "errors.accuracy"),
    ("a gate that is a mapping", "errors.accuracy >= 0", "accuracy: 0.9"),
    ("gates that are a mapping", "\n  - errors.accuracy >= 0", " {accuracy: 0.9}"),
    # sweep
    ("a sweep of nothing", SWEEP, "sweep:\n"),
    ("a sweep without values", "  values:\n    seed: [1, 2]\n", ""),
    ("an unknown key in a sweep", "mode: grid", "made: grid"),
    ("a way to sweep that there is not", "mode: grid", "mode: random"),
    ("one value to sweep", "seed: [1, 2]", "seed: 1"),
    ("no value to sweep", "seed: [1, 2]", "seed: []"),
    ("nothing to sweep", "\n    seed: [1, 2]", " {}"),
    ("a scalar without a stage", "[errors.accuracy]", "[accuracy]"),
    ("a scalar that is no list", "[errors.accuracy]", "errors.accuracy"),
]

# `lucarne check` refuses, and no schema can: it sees neither files, network and data, nor two places
# of a document at once, nor how a number was written.
BEYOND_A_SCHEMA = [
    ("a data file that there is not", "test-images.gz", "tset-images.gz"),
    ("a data file that is none", "images: test-images.gz", "images: test-labels.gz"),
    ("labels of another length", "labels: test-labels.gz", "labels: train-labels.gz"),
    ("more validation than train holds", "validation: 20", "validation: 4000"),
    ("an item beyond memory", "scale: 255", "shape: [100000, 100000]"),
    ("a shape that is not the data's", "scale: 255", "shape: [3, 3]"),
    ("a layer that there is not", "features: [relu1]", "features: [relu9]"),
    ("a layer without weights", "neurons: 4", "layer: relu1"),
    ("a split that the data lack", "with: {confident: 0.9}", "with: {split: holdout}"),
    ("a class that there is not", "target: predicted", "target: eleven"),
    ("more samples than items", "samples: 3,", "samples: 1000,"),
    ("two parameters that do not go together", "perplexity: 5", "perplexity: 25"),
    ("an id twice", "id: why", "id: weights"),
    ("a product that no stage has", "items: errors.mistakes", "items: errors.hits"),
    ("a product of a stage that there is not", "items: errors.mistakes", "items: eror.mistakes"),
    ("a product of another split", "{confident: 0.9}", "{split: train}"),
    ("a gate on a stage that there is not", "errors.accuracy >= 0", "erors.accuracy >= 0"),
    ("pairs of different lengths", "mode: grid\n  values:",
     "mode: zip\n  values:\n    block_size: [1, 2, 3]"),
    ("leading zeros", "neurons: 4", "neurons: 04"),
    ("a plus", "neurons: 4", "neurons: +4"),
    ("hexadecimal digits", "neurons: 4", "neurons: 0x4"),
    ("a whole number with a point", "neurons: 4", "neurons: 4.0"),
    ("a whole number with an exponent", "neurons: 4", "neurons: 4e0"),
    ("infinity, which JSON does not have", "scale: 255", "scale: .inf"),
    ("no number, which JSON does not have", "scale: 255", "scale: .nan"),
    ("an anchor", "seed: 1\n", "seed: &one 1\n"),
    ("a tag", "seed: 1\n", "seed: !!int 1\n"),
]
