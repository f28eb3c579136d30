package io.conteur.cli.system;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The classes that a start of a service loads, parsed and verified (AppCDS): a file beside its jar,
 * with which it starts in about half the time. It belongs to one build and one Java: a JVM of
 * another starts without it. Its name has its size, because a JVM dies of one that is cut short.
 */
final class ClassArchive {
    private static final String NAME = "classes-%d.jsa";
    private static final String ANY = "classes-*.jsa";

    private final Path jar;
    private final Path folder;

    ClassArchive(Path jar) {
        this.jar = jar;
        this.folder = jar.resolveSibling("");
    }

    /** Whether there is one of this build. */
    boolean usable() throws IOException {
        return file().isPresent();
    }

    private Optional<Path> file() throws IOException {
        if (!Files.isRegularFile(jar)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, ANY)) {
            for (Path archive : archives) {
                if (isWhole(archive) && isOfThisBuild(archive)) {
                    return Optional.of(archive);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isWhole(Path archive) throws IOException {
        return archive.endsWith(NAME.formatted(Files.size(archive)));
    }

    private boolean isOfThisBuild(Path archive) throws IOException {
        return Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) >= 0;
    }

    /** The JVM options of a start with it; none when it is not usable. */
    List<String> options() throws IOException {
        return file().map(it -> List.of("-XX:SharedArchiveFile=" + it, "-Xlog:cds=off"))
                .orElse(List.of());
    }

    /** The JVM options of a start that writes it when the process ends. */
    List<String> writingOptions() {
        return List.of("-XX:ArchiveClassesAtExit=" + draft(), "-Xlog:cds=off");
    }

    /** Takes what was written in its place at once: another process sees all of it, or nothing. */
    void publish() throws IOException {
        if (Files.exists(draft())) {
            Path file = folder.resolve(NAME.formatted(Files.size(draft())));
            Files.move(draft(), file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Deletes what was not written to its end. */
    void discard() throws IOException {
        Files.deleteIfExists(draft());
    }

    /** Of this process alone. */
    private Path draft() {
        return folder.resolve("classes." + ProcessHandle.current().pid());
    }
}
