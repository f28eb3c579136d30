package io.conteur.gpt.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ModelSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StepMemoryTest {
    private static final long GIB = 1L << 30;
    private static final Architecture LARGE = ModelSize.LARGE.architecture();

    @TempDir private Path folder;

    @Test
    void theMicroBatchForAnAmountOfMemoryTakesThatMuch() {
        StepMemory memory = StepMemory.of(LARGE, false);
        for (long gib : new long[] {8, 24, 80}) {
            long tokens = memory.microBatchTokens(gib * GIB);

            assertTrue(memory.bytes(tokens) <= gib * GIB, "at most what there is");
            assertTrue(memory.bytes(tokens + 2) > gib * GIB, "not much less either");
        }
    }

    @Test
    void recomputationLetsMicroBatchesBeSeveralTimesAsLarge() {
        int kept = StepMemory.of(LARGE, false).microBatchTokens(24 * GIB);
        int recomputed = StepMemory.of(LARGE, true).microBatchTokens(24 * GIB);

        assertTrue(recomputed > 2 * kept, recomputed + " and " + kept);
    }

    @Test
    void aDeviceThatIsTooSmallHasTheSmallestMicroBatch() {
        assertEquals(64, StepMemory.of(LARGE, false).microBatchTokens(GIB));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theGpuIsWhatItsDriverReports() throws IOException {
        String program = program("echo 'NVIDIA L4, 23034, 22563'");

        assertEquals(
                Optional.of(new Gpu("NVIDIA L4", 23_034L << 20, 22_563L << 20)),
                Gpu.query(program));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void withoutDriverOrWithoutFiguresThereIsNone() throws IOException {
        assertEquals(Optional.empty(), Gpu.query(folder.resolve("missing").toString()));
        assertEquals(Optional.empty(), Gpu.query(program("echo 'NVIDIA A30 MIG, [N/A], [N/A]'")));
        assertEquals(Optional.empty(), Gpu.query(program("echo 'no devices found'; exit 6")));
    }

    private String program(String text) throws IOException {
        Path program = Files.createTempFile(folder, "smi", ".sh");
        Files.writeString(program, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }
}
