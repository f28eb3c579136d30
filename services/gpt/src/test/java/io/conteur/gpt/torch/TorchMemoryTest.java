package io.conteur.gpt.torch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchMemoryTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has 1.10 GiB free.",
                "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate"
                        + " memory: you tried to allocate 17179869184 bytes. Error code 12",
                "std::bad_alloc"
            })
    void allocatorsThatFailAreRecognised(String message) {
        assertTrue(TorchMemory.exhausted(new EngineException(message)));
    }

    @Test
    void otherFailuresAreNoLackOfMemory() {
        assertFalse(TorchMemory.exhausted(new EngineException("shape [2, 3] is invalid")));
        assertFalse(TorchMemory.exhausted(new IllegalStateException((String) null)));
    }
}
