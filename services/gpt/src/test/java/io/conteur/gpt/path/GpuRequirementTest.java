package io.conteur.gpt.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class GpuRequirementTest {
    @Test
    void aProgramForCpusLooksForNoGpu() {
        assertEquals(Optional.empty(), GpuRequirement.problem("", GpuRequirementTest::unasked));
        assertEquals(Optional.empty(), GpuRequirement.problem("cpu", GpuRequirementTest::unasked));
    }

    private static boolean unasked() {
        throw new AssertionError("libtorch was loaded");
    }

    @Test
    void aProgramForGpusThatFindsNoneSaysWhatIsMissing() {
        assertEquals(Optional.empty(), GpuRequirement.problem("cu128", () -> true));
        String problem = GpuRequirement.problem("cu128", () -> false).orElse("");

        assertTrue(problem.contains("PYTORCH_FLAVOR=cu128"), problem);
        assertTrue(problem.contains("finds none"), problem);
    }

    @Test
    void aLibraryThatCannotBeLoadedIsNamed() {
        String problem =
                GpuRequirement.problem(
                                "cu128",
                                () -> {
                                    throw new IllegalStateException(
                                            "Failed to load PyTorch native library",
                                            new UnsatisfiedLinkError("libcuda.so.1"));
                                })
                        .orElse("");

        assertTrue(problem.contains("libcuda.so.1"), problem);
    }
}
