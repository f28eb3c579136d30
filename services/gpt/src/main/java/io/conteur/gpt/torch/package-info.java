/**
 * The forward and backward pass in TorchScript, on any device, and how it is called. {@code gpt.py}
 * (in the resources of this package) trains and scores, {@code decode.py} generates, both made for
 * CPUs; {@code plain.py}, made for GPUs, does all three. Begin with {@code plain.py}, the shortest;
 * {@code TorchScriptModule} loads and calls them.
 *
 * <pre>
 * weights -- WeightFolding --> folded matrices --> TorchScriptDecoder (decode.py)
 *                                   |------------> BatchScorer (gpt.py: score)
 *                                   `------------> training.BatchGradients (gpt.py: gradients)
 * weights -- path.PlainPath (plain.py: gradients, score), PlainDecoder (plain.py: generate)
 * </pre>
 */
@NullMarked
package io.conteur.gpt.torch;

import org.jspecify.annotations.NullMarked;
