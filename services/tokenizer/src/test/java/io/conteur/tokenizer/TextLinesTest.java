package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextLinesTest {
    @TempDir Path directory;

    @Test
    void aFileThatOnlyBeginsAsGzipDoesIsMalformed() throws IOException {
        assertEquals(
                "tales.txt.gz cannot be unpacked: Unsupported compression method",
                malformed((byte) 0x1F, (byte) 0x8B, (byte) 7));
        assertEquals(
                "tales.txt.gz cannot be unpacked: it ends too early",
                malformed((byte) 0x1F, (byte) 0x8B));
    }

    private String malformed(byte... bytes) throws IOException {
        Path file = Files.write(directory.resolve("file"), bytes);
        return assertThrows(
                        MalformedTextException.class, () -> TextLines.open(file, "tales.txt.gz"))
                .getMessage();
    }
}
