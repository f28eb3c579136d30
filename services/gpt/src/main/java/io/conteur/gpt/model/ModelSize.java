package io.conteur.gpt.model;

/** Presets of a model's shape and of the batch size of its training. */
public enum ModelSize {
    /** A minute or two on a laptop, for a simple corpus. */
    TINY(new Architecture(1000, 128, 352, 3, 4, 256), 8),
    /** Minutes to an hour on a laptop. */
    SMALL(new Architecture(2500, 256, 704, 4, 8, 512), 8),
    /** The shape of the teaching notebook that this project grew out of. */
    NOTEBOOK(new Architecture(2500, 256, 704, 5, 8, 1500), 16),
    /** 34 million parameters: hours on a workstation. */
    MEDIUM(new Architecture(8000, 512, 1408, 8, 8, 1024), 8),
    /** 123 million parameters, for a GPU. */
    LARGE(new Architecture(25_000, 768, 2048, 12, 12, 1024), 8);

    private final Architecture architecture;
    private final int batch;

    ModelSize(Architecture architecture, int batch) {
        this.architecture = architecture;
        this.batch = batch;
    }

    /** With the vocabulary that a tokenizer of this size has by default. */
    public Architecture architecture() {
        return architecture;
    }

    /** For a tokenizer of any vocabulary. */
    public Architecture architecture(int vocabulary) {
        return new Architecture(
                vocabulary,
                architecture.width(),
                architecture.hidden(),
                architecture.layers(),
                architecture.heads(),
                architecture.context());
    }

    /** Sequences per training step. */
    public int batch() {
        return batch;
    }
}
