package io.conteur.gpt.torch;

import java.util.regex.Pattern;

/** Recognises that libtorch lacked memory, of the host or of a GPU, which it tells by a message. */
public final class TorchMemory {
    /** Messages of libtorch's CPU and CUDA allocators and of the C++ library. */
    private static final Pattern EXHAUSTED =
            Pattern.compile(
                    "(?i)out of memory|(can't|cannot) allocate memory|not enough memory|bad_alloc");

    private TorchMemory() {}

    /** Whether this exception of a native call says so. */
    public static boolean exhausted(RuntimeException failure) {
        return EXHAUSTED.matcher(String.valueOf(failure.getMessage())).find();
    }
}
