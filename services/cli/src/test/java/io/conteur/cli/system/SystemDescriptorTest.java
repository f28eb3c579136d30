package io.conteur.cli.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemDescriptorTest {
    @TempDir private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        SystemDescriptor system =
                new SystemDescriptor(
                        "localhost:9092",
                        "/data/artifacts",
                        List.of(
                                new SystemDescriptor.Child("kafka", 1, 0, 0),
                                new SystemDescriptor.Child("http-api", 2, 8084, 9084)));

        system.write(folder);

        assertEquals(system, SystemDescriptor.read(folder));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/tmp/mine, \" --data /tmp/mine\"",
                "a folder, \" --data 'a folder'\"",
                "it's, \" --data 'it'\\''s'\""
            })
    void theOptionCanBePastedIntoAShell(String data, String option) {
        assertEquals(option, SystemDescriptor.option(Path.of(data)));
    }

    @Test
    void theDefaultDirectoryNeedsNoOption() {
        assertEquals("", SystemDescriptor.option(SystemDescriptor.defaultDirectory()));
    }
}
