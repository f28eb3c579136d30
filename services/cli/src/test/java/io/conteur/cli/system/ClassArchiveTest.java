package io.conteur.cli.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    /** Says from where it was loaded: from the archive, or from its jar. */
    private static final String LOADED = "-Xlog:class+load";

    @TempDir private Path folder;

    private Path jar;
    private ClassArchive archive;

    /** Public, because the JVM starts it. */
    public static final class Program {
        private Program() {}

        public static void main(String... arguments) {
            System.out.println("it runs");
        }
    }

    @BeforeEach
    void aProgramInAJar() throws IOException {
        jar = folder.resolve("quarkus-run.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
        String name = Program.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var in = Program.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new ZipEntry(name));
            in.transferTo(out);
        }
        archive = new ClassArchive(jar);
    }

    @Test
    void withoutOneAStartHasNoOptions() throws IOException {
        assertFalse(archive.usable());
        assertEquals(List.of(), archive.options());
    }

    @Test
    void aStartLoadsItsClassesFromIt() throws Exception {
        write();

        assertTrue(archive.usable());
        assertTrue(run(archive.options()).contains(Program.class.getName() + " source: shared"));
    }

    @Test
    void oneOfAnEarlierBuildIsNotUsed() throws Exception {
        write();

        FileTime written = Files.getLastModifiedTime(file());
        Files.setLastModifiedTime(jar, FileTime.from(written.toInstant().plusSeconds(60)));

        assertFalse(archive.usable());
        assertEquals(List.of(), archive.options());
    }

    @Test
    void oneThatIsCutShortIsNotUsed() throws Exception {
        write();
        Path file = file();
        byte[] half = Files.readAllBytes(file);
        Files.delete(file);
        Files.write(file, Arrays.copyOf(half, half.length / 2));

        assertFalse(archive.usable());
        assertTrue(run(archive.options()).contains("it runs"));
    }

    @Test
    void whatIsNotPublishedLeavesNothing() throws Exception {
        run(archive.writingOptions());

        archive.discard();

        assertFalse(archive.usable());
        try (var files = Files.list(folder)) {
            assertEquals(List.of(jar), files.toList());
        }
    }

    private Path file() throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*.jsa")) {
            return files.iterator().next();
        }
    }

    private void write() throws Exception {
        run(archive.writingOptions());
        archive.publish();
    }

    private String run(List<String> archiveOptions) throws Exception {
        List<String> options = new ArrayList<>(archiveOptions);
        options.add(LOADED);
        Process process =
                new ProcessBuilder(JavaCommand.of(options, List.of("-jar", jar.toString())))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
