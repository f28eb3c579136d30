/**
 * The files of a checkpoint, in Hugging Face's layout: {@code config.json} and {@code
 * model.safetensors}. Begin with {@code CheckpointFolder}; {@code Safetensors} is the tensor
 * format. {@code training.TrainingCheckpoint} adds what a resumed training needs.
 */
@NullMarked
package io.conteur.gpt.checkpoint;

import org.jspecify.annotations.NullMarked;
