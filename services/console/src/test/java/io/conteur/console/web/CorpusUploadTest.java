package io.conteur.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.ws.rs.BadRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusUploadTest {
    @TempDir Path folder;

    @Test
    void aLineEndsWhereItEndsForTheTrainers() throws IOException {
        assertEquals(2, upload("A dog\rbarks\nA fox", "It\r\nruns.").pairs());
    }

    @Test
    void anEmptyLineIsRefusedWithItsNumber() {
        assertEquals("line 2 of the prompts is empty", refusal("A dog\n \nA fox\n", "a\nb\nc\n"));
        assertEquals("line 2 of the stories is empty", refusal("A dog\nA fox\n", "a\n\t"));
        assertEquals("the file of the prompts is empty", refusal("", "a"));
    }

    private String refusal(String prompts, String stories) {
        return assertThrows(BadRequestException.class, () -> upload(prompts, stories)).getMessage();
    }

    private CorpusUpload upload(String prompts, String stories) throws IOException {
        return CorpusUpload.of(
                Files.writeString(folder.resolve("prompts.txt"), prompts),
                Files.writeString(folder.resolve("stories.txt"), stories));
    }
}
