package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The script {@code conteur}, with a Java and a Maven that only say how they are called, and with
 * tools that know no option beyond those of POSIX where macOS has none.
 */
@Timeout(120)
@EnabledOnOs({OS.LINUX, OS.MAC})
class ConteurScriptTest {
    @TempDir private Path folder;

    private Path home;

    @BeforeEach
    void installation() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        Path script = Path.of(System.getProperty("repository.root", "../..")).resolve("conteur");
        Files.copy(script, home.resolve("conteur"));
        Files.createDirectories(home.resolve("services"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        program("jdk/bin/java", "printf 'java %s\\n' \"$*\"");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.2\"\n");
        program(
                "tools/readlink",
                "case $1 in -*) echo illegal option >&2; exit 1 ;; esac",
                "exec /usr/bin/readlink \"$1\"");
    }

    @Test
    void theBuildSaysWhichModuleItIsAtAndWhatItDownloads() throws Exception {
        program(
                "home/mvnw",
                "echo '[INFO] Building gpt 1.0.0-SNAPSHOT                 [5/17]'",
                "while [ ! -f \"$(dirname \"$0\")/seen-module\" ]; do :; done",
                "printf 'Progress (1): library.jar (12/206 MB)\\r'",
                "while [ ! -f \"$(dirname \"$0\")/seen-download\" ]; do :; done");
        Process script = start("prompt", "A fox");
        List<String> printed = new ArrayList<>();
        try (BufferedReader lines = reader(script)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
                if (line.contains("module 5/17: gpt")) {
                    Files.writeString(home.resolve("seen-module"), "");
                } else if (line.contains("MB if none is there yet")) {
                    Files.writeString(home.resolve("seen-download"), "");
                }
            }
        }

        assertEquals(0, script.waitFor(), printed.toString());
        String last = printed.get(printed.size() - 1);
        assertTrue(last.endsWith("io.conteur.cli.Conteur prompt A fox"), last);
        assertTrue(Files.exists(home.resolve("target/built")));
    }

    @Test
    void aBuildThatFailsShowsTheEndOfItsLog() throws Exception {
        program("home/mvnw", "echo '[ERROR] no such module'", "exit 1");

        Process script = start("--version");
        String printed = read(script);

        assertEquals(1, script.waitFor());
        assertTrue(printed.contains("[ERROR] no such module"), printed);
        assertTrue(printed.contains("target/build.log"), printed);
        assertFalse(printed.contains("java "), printed);
    }

    @Test
    void aSecondCallBuildsNothingAndALinkFindsItsHome() throws Exception {
        program("home/mvnw", "echo built");
        start("--version").waitFor();
        program("home/mvnw", "echo '[ERROR] built again'", "exit 1");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("home/conteur"));

        Process linked =
                builder(List.of("sh", folder.resolve("link").toString(), "models")).start();
        String printed = read(linked);

        assertEquals(0, linked.waitFor(), printed);
        assertTrue(printed.contains("-Dconteur.home=" + home.toRealPath()), printed);
        assertEquals(1, printed.lines().count(), printed);
    }

    @Test
    void commandsThatAreStartedTogetherBuildOnce() throws Exception {
        program(
                "home/mvnw",
                "echo called >>\"$(dirname \"$0\")/calls\"",
                "while [ ! -f \"$(dirname \"$0\")/seen-waiting\" ]; do sleep 0.1; done");
        Process first = start("up");
        while (!Files.exists(home.resolve("calls"))) {
            Thread.onSpinWait();
        }
        Process second = start("models");
        try (BufferedReader lines = reader(second)) {
            String line = lines.readLine();
            assertEquals("conteur: waiting for another command's build", line);
            Files.writeString(home.resolve("seen-waiting"), "");
            String last = line;
            for (line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
            assertTrue(last.endsWith("io.conteur.cli.Conteur models"), last);
        }
        read(first);

        assertEquals(0, first.waitFor());
        assertEquals(0, second.waitFor());
        assertEquals(List.of("called"), Files.readAllLines(home.resolve("calls")));
        assertFalse(Files.exists(home.resolve("target/build.pid")));
    }

    @Test
    void theLockOfABuildThatWasKilledIsTakenOver() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.createDirectories(home.resolve("target"));
        Files.writeString(home.resolve("target/build.pid"), ended.pid() + "\n");
        program("home/mvnw", "echo built");

        Process script = start("models");
        String printed = read(script);

        assertEquals(0, script.waitFor(), printed);
        assertFalse(printed.contains("waiting"), printed);
    }

    /** Another command sees the same stale lock, and takes it over first. */
    @Test
    void aLockThatWasJustTakenOverStays() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path lock = Files.createDirectories(home.resolve("target")).resolve("build.pid");
        Files.writeString(lock, ended.pid() + "\n");
        program("home/mvnw", "echo built");
        program(
                "tools/cat",
                "/bin/cat \"$@\"",
                "case $1 in *build.pid) ;; *) exit ;; esac",
                "[ ! -f \"$1.seen\" ] || exit 0",
                ">\"$1.seen\"",
                "echo %d >\"$1\"".formatted(ProcessHandle.current().pid()));

        Process script = start("models");
        try (BufferedReader lines = reader(script)) {
            String first = lines.readLine();
            String owner = Files.readString(lock).strip();
            Files.delete(lock);

            assertEquals("conteur: waiting for another command's build", first);
            assertEquals(Long.toString(ProcessHandle.current().pid()), owner);
            lines.lines().forEach(line -> {});
        }
        assertEquals(0, script.waitFor());
    }

    @Test
    void anOldJavaIsNamed() throws Exception {
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");

        Process script = start("--version");
        String printed = read(script);

        assertEquals(1, script.waitFor());
        assertTrue(printed.contains("Java 17 or newer is needed, this is 11"), printed);
    }

    /** Java would garble arguments in a locale without UTF-8, as it is when it is not installed. */
    @ParameterizedTest
    @CsvSource({
        "echo UTF-8, named.UTF-8",
        "echo ANSI_X3.4-1968, .*[.]UTF-8",
        "exit 127, .*[.]UTF-8"
    })
    void aLocaleIsTakenOnlyIfItIsThere(String locale, String taken) throws Exception {
        program("home/mvnw", "echo built");
        program("jdk/bin/java", "echo \"locale $LC_ALL\"");
        program("tools/locale", "[ $1 = charmap ] || exit 1", locale);
        ProcessBuilder builder = builder(List.of("sh", home.resolve("conteur").toString(), "x"));
        builder.environment().put("LC_ALL", "named.UTF-8");

        String printed = read(builder.start());

        String last = printed.lines().reduce((first, second) -> second).orElseThrow();
        assertTrue(last.matches("locale " + taken), printed);
        assertEquals(locale.contains("UTF-8"), last.endsWith("named.UTF-8"), printed);
    }

    private void program(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of("#!/bin/sh", String.join("\n", lines)));
        assertTrue(file.toFile().setExecutable(true));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", home.resolve("conteur").toString()));
        command.addAll(Arrays.asList(arguments));
        return builder(command).start();
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment()
                .merge(
                        "PATH",
                        folder.resolve("tools").toString(),
                        (old, tools) -> tools + ":" + old);
        return builder;
    }

    private static String read(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
