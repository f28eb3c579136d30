/**
 * The forward and backward pass in TorchScript, on any device, and how it is called. {@code gpt.py}
 * (in the resources of this package) trains and scores, {@code decode.py} generates. Begin with
 * {@code gpt.py}; {@code TorchScriptModule} loads and calls both.
 *
 * <pre>
 * weights -- WeightFolding --> folded matrices --> TorchScriptDecoder (decode.py)
 *                                   |------------> BatchScorer (gpt.py: score)
 *                                   `------------> training.BatchGradients (gpt.py: gradients)
 * </pre>
 */
@NullMarked
package io.conteur.gpt.torch;

import org.jspecify.annotations.NullMarked;
