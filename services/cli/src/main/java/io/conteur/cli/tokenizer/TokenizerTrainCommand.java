package io.conteur.cli.tokenizer;

import io.conteur.cli.common.Json;
import io.conteur.cli.common.StatusLine;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.common.UsageException;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a SentencePiece BPE tokenizer on text files and writes its model and its vocabulary. */
@Command(
        name = "train",
        description = "Trains a SentencePiece BPE tokenizer on text files.",
        footer = {
            "  ./conteur tokenizer train --input stories.txt --vocab-size 2500 --output mine",
            "  ./conteur tokenizer train --input-format tsv --input 1.tsv 2.tsv --output mine"
        })
final class TokenizerTrainCommand implements Callable<Integer> {
    @Mixin private InputFiles input = new InputFiles();

    @Option(
            names = "--input-format",
            defaultValue = "text",
            description =
                    "${COMPLETION-CANDIDATES}: text, or lines of a text, a tab and how often it"
                            + " occurs; default ${DEFAULT-VALUE}.")
    private InputFormat format = InputFormat.text;

    /** As SentencePiece spells them. */
    enum InputFormat {
        text,
        tsv
    }

    @Option(
            names = "--output",
            paramLabel = "PREFIX",
            required = true,
            description = "Writes PREFIX.model and PREFIX.vocab.")
    private String output = "";

    @ArgGroup(validate = false, heading = "%nSentencePiece's parameters:%n")
    private TokenizerOptions options = new TokenizerOptions();

    @Option(names = "--json", description = "Print the result as one JSON document.")
    private boolean json;

    private record Result(
            String model,
            int vocabularySize,
            double bytesPerToken,
            double unknownRate,
            long lines,
            long skippedLines,
            long skippedBytes) {}

    @Override
    public Integer call() throws IOException {
        TokenizerParameters parameters = parameters(); // Rejects wrong options before reading.
        TrainedTokenizer trained = train(parameters, input.seekable());
        Path model = Path.of(output + ".model");
        if (model.toAbsolutePath().getParent() != null) {
            Files.createDirectories(model.toAbsolutePath().getParent());
        }
        Files.write(model, trained.model());
        Files.writeString(Path.of(output + ".vocab"), trained.vocabulary());
        print(model.toString(), trained);
        return 0;
    }

    private TokenizerParameters parameters() {
        try {
            return options.parameters();
        } catch (TokenizerTrainingException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private TrainedTokenizer train(TokenizerParameters parameters, List<Path> files)
            throws IOException {
        try (StatusLine status = new StatusLine(!json)) {
            TokenizerTrainer trainer =
                    new TokenizerTrainer(
                            parameters,
                            (stage, fraction) -> {
                                String name = stage.name().toLowerCase(Locale.ROOT);
                                status.show(name + " " + Math.round(100 * fraction) + " %");
                                return true;
                            });
            return format == InputFormat.tsv ? trainer.trainOnCounts(files) : trainer.train(files);
        }
    }

    private void print(String model, TrainedTokenizer trained) {
        System.out.println(json ? Json.line(result(model, trained)) : sentence(model, trained));
    }

    private static Result result(String model, TrainedTokenizer trained) {
        return new Result(
                model,
                trained.vocabularySize(),
                trained.bytesPerToken(),
                trained.unknownRate(),
                trained.lines(),
                trained.skippedLines(),
                trained.skippedBytes());
    }

    private static String sentence(String model, TrainedTokenizer trained) {
        return String.format(
                Locale.ROOT,
                "%s: %d pieces from %d lines, %.2f bytes per token, %d lines (%d bytes) skipped",
                Terminal.visible(model),
                trained.vocabularySize(),
                trained.lines(),
                trained.bytesPerToken(),
                trained.skippedLines(),
                trained.skippedBytes());
    }
}
