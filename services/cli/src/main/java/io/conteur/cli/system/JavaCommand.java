package io.conteur.cli.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a Java child process. */
final class JavaCommand {
    private JavaCommand() {}

    /**
     * A command that uses the Java of this process.
     *
     * @param options JVM options
     * @param program the arguments after them: a class path and a class, or a jar
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
