package io.conteur.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a Java program of the system is called. */
final class JavaCommand {
    private JavaCommand() {}

    /**
     * By the Java that runs this.
     *
     * @param options of the Java machine
     * @param program what follows them: a class path and a class, or a jar
     */
    static List<String> of(List<String> options, List<String> program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(program);
        return command;
    }
}
