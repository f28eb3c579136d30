package io.conteur.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.path.PathKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchDeviceCommandTest {
    @Test
    void anExportGoesToANewFolder(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("export");

        int status =
                new CommandLine(new BenchDeviceCommand()).execute("--export", folder.toString());

        assertEquals(0, status);
        assertTrue(Files.exists(folder.resolve("check_device.py")));
    }

    @Test
    void storiesAreDecodedAloneAndManyAtOnce() throws IOException {
        DeviceBenchmark benchmark = new DeviceBenchmark(ComputeOptions.of(PathKind.PLAIN), true, 1);

        List<DeviceBenchmark.Decoding> decoding = benchmark.decoding(3);

        assertEquals(
                List.of(1, 32, 256),
                decoding.stream().map(DeviceBenchmark.Decoding::stories).toList());
        assertTrue(decoding.stream().allMatch(one -> one.tokensPerSecond() > 0));
    }
}
