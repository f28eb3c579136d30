package io.conteur.gpt.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.path.DeviceComparison.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceExportTest {
    private static final long MAX_BYTES = 60L << 20;

    @Test
    void thisDeviceComputesWhatTheReferenceDoes() {
        List<Difference> differences = DeviceComparison.run();

        assertEquals(2, differences.size());
        for (Difference difference : differences) {
            assertTrue(difference.isEqual(), difference.toString());
            assertTrue(difference.gradients() > 0, "two paths do not round alike");
        }
        Difference full = differences.get(0);
        assertFalse(
                new Difference(full.precision(), 0.01, full.worstGradient(), 0, 0).isEqual(),
                "a wrong loss is seen");
    }

    @Test
    void theFolderHasAllThatItsProgramReads(@TempDir Path folder) throws IOException {
        DeviceExport.write(folder);

        String program = Files.readString(folder.resolve("check_device.py"));
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
                String name = file.getFileName().toString().replaceAll("(-\\w+)?\\.\\w+$", "");
                assertTrue(program.contains(name), name + " is read");
            }
        }
        assertTrue(bytes < MAX_BYTES, bytes + " bytes");
        long parameters = ExampleBatch.ARCHITECTURE.parameters();
        assertEquals(Float.BYTES * parameters, Files.size(folder.resolve("weights.f32")));
        assertEquals(Float.BYTES * parameters, Files.size(folder.resolve("gradients.f32")));
        try (ZipFile archive = new ZipFile(folder.resolve("large-bf16.pt").toFile())) {
            assertTrue(archive.getEntry("archive/code/__torch__.py").getSize() > 0);
        }
    }
}
