package io.conteur.gpt;

/** How a {@link StoryEngine} decodes. */
public enum DecoderKind {
    /** On a CPU's vector units, in Java. */
    VECTOR,
    /** In TorchScript ({@code decode.py}), row by row, for CPUs. */
    TORCHSCRIPT,
    /** In TorchScript ({@code plain.py}), all rows at once, for GPUs. */
    PLAIN
}
