/**
 * The forward and backward pass in TorchScript, on any device: {@code gpt.py} trains and scores,
 * {@code decode.py} decodes.
 */
@NullMarked
package io.conteur.gpt.torch;

import org.jspecify.annotations.NullMarked;
