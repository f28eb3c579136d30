package io.conteur.cli.training;

import io.conteur.cli.common.CorpusFiles;
import io.conteur.cli.common.CorpusSource;
import io.conteur.cli.common.TrainingCorpus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which corpus is trained on: the bundled one or one's own. */
final class CorpusOptions {
    @Option(
            names = "--bundled",
            required = true,
            description = "The corpus that this program brings along, 2000 short tales.")
    private boolean bundled;

    @ArgGroup(exclusive = false)
    private @Nullable Files files;

    /** One's own corpus. */
    static final class Files {
        @Option(
                names = "--prompts",
                paramLabel = "FILE",
                arity = "1..*",
                required = true,
                description = "Prompts, one per line; .gz too. Several files may be named.")
        private List<Path> prompts = List.of();

        @Option(
                names = "--stories",
                paramLabel = "FILE",
                arity = "1..*",
                required = true,
                description = "Their stories, one per line, in as many files.")
        private List<Path> stories = List.of();

        @Option(
                names = "--validation-lines",
                paramLabel = "FILE",
                description =
                        "Line numbers from 0 to hold out; default a share chosen by the trainer.")
        private @Nullable Path validationLines;
    }

    CorpusSource read() throws IOException {
        return bundled || files == null
                ? TrainingCorpus.bundled()
                : CorpusFiles.check(files.prompts, files.stories, files.validationLines);
    }
}
