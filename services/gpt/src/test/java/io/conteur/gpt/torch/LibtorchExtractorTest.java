package io.conteur.gpt.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibtorchExtractorTest {
    private static final String BINDING = System.mapLibraryName("djl_torch");

    @TempDir private Path classes;
    @TempDir private Path folder;

    @Test
    void librariesAndBindingOfThePlatformAreCopied() throws IOException {
        write("native/lib/pytorch.properties", "flavor=cpu\nclassifier=any\nlibraries=a.so,b.so");
        write("pytorch/cpu/any/a.so", "a");
        write("pytorch/cpu/any/b.so", "b");
        write("jnilib/any/cpu/" + BINDING, "binding");
        write("jnilib/other/cpu/" + BINDING, "of another platform");

        extract();

        try (Stream<Path> files = Files.list(folder.resolve("libtorch"))) {
            assertEquals(
                    Set.of("a.so", "b.so", BINDING),
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
        assertEquals("b", Files.readString(folder.resolve("libtorch/b.so")));
        assertEquals("binding", Files.readString(folder.resolve("libtorch/" + BINDING)));
    }

    @Test
    void aMissingLibraryIsNamed() throws IOException {
        write("native/lib/pytorch.properties", "flavor=cpu\nclassifier=any\nlibraries=a.so");

        Exception missing = assertThrows(FileNotFoundException.class, this::extract);

        assertEquals("pytorch/cpu/any/a.so is not on the class path", missing.getMessage());
    }

    private void extract() throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            new LibtorchExtractor(loader, folder.resolve("libtorch")).run();
        }
    }

    private void write(String resource, String content) throws IOException {
        Path file = classes.resolve(resource);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
