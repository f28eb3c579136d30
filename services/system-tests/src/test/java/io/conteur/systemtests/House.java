package io.conteur.systemtests;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's modules as they lie on disk. */
public final class House {
    private static final Path SERVICES = root().resolve("services");
    private static final int DEPTH_OF_MODULES = 3;

    private House() {}

    /** The repository. */
    public static Path root() {
        return Path.of(System.getProperty("repository.root", "../.."));
    }

    /** Directories that hold a module with code of its own. */
    static List<Path> modules() {
        try (Stream<Path> paths = Files.walk(SERVICES, DEPTH_OF_MODULES)) {
            return paths.filter(path -> Files.isRegularFile(path.resolve("pom.xml")))
                    .filter(path -> Files.isDirectory(path.resolve("src/main/java")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Such as {@code devkafka} for {@code dev-kafka/deployment}. */
    static String packageOf(Path module) {
        String name = SERVICES.relativize(module).getName(0).toString();
        return "io.conteur." + name.replace("-", "");
    }

    /** Every class of the project, tests left out. */
    static JavaClasses classes() {
        return new ClassFileImporter()
                .importPaths(
                        modules().stream()
                                .map(module -> module.resolve("target/classes"))
                                .filter(Files::isDirectory)
                                .toList());
    }

    /** Every source file of a module, tests included. */
    static List<Path> sources(Path module) {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
