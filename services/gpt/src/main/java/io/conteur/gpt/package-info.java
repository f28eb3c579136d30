/**
 * The language model: token ids in, token ids out. It trains, scores, generates, and reads and
 * writes checkpoints; it knows neither text nor Kafka.
 *
 * <p>Begin with {@link io.conteur.gpt.model.ReferenceModel}: the forward pass in plain loops. The
 * fast ones compute the same. Then read the class of this package that interests you:
 *
 * <pre>
 * Trainer     -- training --> path: torch (gpt.py, plain.py)  weights, checkpoints
 * StoryEngine -- decoding --> vector, or torch (decode.py,    many stories at once
 *                             plain.py on a GPU)
 * Generator   -- decoding --> torch (decode.py)               one story, fp32
 * </pre>
 *
 * <p>{@code model} has the architecture and its weights, {@code data} the examples of a training,
 * {@code sampling} goes from logits to the next token, {@code checkpoint} has the files, {@code
 * export} those of other engines. {@code diloco} averages the weights of several trainers.
 */
@NullMarked
package io.conteur.gpt;

import org.jspecify.annotations.NullMarked;
