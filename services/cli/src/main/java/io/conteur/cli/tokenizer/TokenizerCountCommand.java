package io.conteur.cli.tokenizer;

import io.conteur.cli.common.Json;
import io.conteur.cli.common.StatusLine;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.usage.NumberRange;
import io.conteur.tokenizer.WordCountFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts the words of text files, to train a tokenizer on counts of many machines. */
@Command(
        name = "count",
        description = "Counts words, for tokenizer train --input-format tsv; parts add up.",
        footer = "  ./conteur tokenizer count --input part-1.txt --output part-1.tsv")
final class TokenizerCountCommand implements Callable<Integer> {
    @Mixin private InputFiles input = new InputFiles();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "Writes a word, a tab and how often it occurs per line.")
    private Path output = Path.of("");

    @Option(
            names = "--max-sentence-length",
            defaultValue = "2147483647",
            description =
                    "Bytes, from 1 to 2147483647; longer lines are skipped; default"
                            + " ${DEFAULT-VALUE}.")
    @NumberRange(min = 1, max = Integer.MAX_VALUE)
    private int maxSentenceBytes = Integer.MAX_VALUE;

    @Option(names = "--json", description = "Print the result as one JSON document.")
    private boolean json;

    private record Result(String counts, int words, long lines, long skippedLines) {}

    @Override
    public Integer call() throws IOException {
        WordCountFile counts = count(input.seekable());
        Path parent = output.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        counts.write(output);
        print(counts);
        return 0;
    }

    private WordCountFile count(List<Path> files) throws IOException {
        try (StatusLine status = new StatusLine(!json)) {
            return WordCountFile.count(
                    files,
                    maxSentenceBytes,
                    fraction -> {
                        status.show("counting " + Math.round(100 * fraction) + " %");
                        return true;
                    });
        }
    }

    private void print(WordCountFile counts) {
        System.out.println(
                json
                        ? Json.line(
                                new Result(
                                        output.toString(),
                                        counts.words(),
                                        counts.lines(),
                                        counts.skippedLines()))
                        : "%s: %d words of %d lines, %d lines skipped"
                                .formatted(
                                        Terminal.visible(output.toString()),
                                        counts.words(),
                                        counts.lines(),
                                        counts.skippedLines()));
    }
}
