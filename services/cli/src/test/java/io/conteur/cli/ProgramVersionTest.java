package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProgramVersionTest {
    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        String pom =
                Files.readString(
                        Path.of(System.getProperty("repository.root", "../..")).resolve("pom.xml"));
        Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(pom);
        assertTrue(version.find());

        Console console = Console.run("--version");

        assertEquals("Conteur " + version.group(1), console.out().strip());
        assertEquals(console.out(), Console.run("prompt", "--version").out());
    }
}
