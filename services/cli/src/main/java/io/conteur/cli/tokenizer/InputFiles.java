package io.conteur.cli.tokenizer;

import io.conteur.cli.common.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that names the files of a corpus. */
final class InputFiles {
    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "Text, a sentence per line; .gz too. Several files may be named.")
    private List<Path> inputs = List.of();

    /** The files; one that can be read only once, such as a pipe, as a copy. */
    List<Path> seekable() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path input : inputs) {
            files.add(InputFile.seekable(input));
        }
        return files;
    }
}
