package io.conteur.gpt.torch;

import io.conteur.gpt.Generator;
import io.conteur.gpt.Trainer;

/**
 * How many threads compute; as many as the machine has cores when nothing is said. What a training
 * computes is reproducible for one number of threads only.
 */
public final class TorchThreads {
    private static final String PROPERTY = "ai.djl.pytorch.num_threads";

    private TorchThreads() {}

    /**
     * Chooses for the whole process. The engine asks once, when the first {@link Trainer} or {@link
     * Generator} is made; later calls change nothing.
     */
    public static void use(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, are " + threads);
        }
        System.setProperty(PROPERTY, Integer.toString(threads));
    }

    /** What was chosen. */
    public static int count() {
        return Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors());
    }
}
