package io.conteur.cli;

import io.conteur.tokenizer.TokenizerParameters;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.TrainingListener.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a tokenizer; options bear SentencePiece's names, with dashes. */
@Command(name = "train", description = "Trains a SentencePiece BPE tokenizer on text files.")
final class TokenizerTrainCommand implements Callable<Integer> {
    @Option(names = "--input", required = true, description = "Text, a sentence per line; .gz too.")
    private List<Path> inputs = List.of();

    @Option(names = "--output", required = true, description = "Writes OUTPUT.model and .vocab.")
    private String output = "";

    @Option(names = "--vocab-size", defaultValue = "2500", description = "Pieces in all.")
    private int vocabularySize;

    @Option(
            names = {"--symbols", "--user-defined-symbols"},
            defaultValue = "<sep>,<newline>",
            description = "User-defined symbols, separated by commas; '' for none.")
    private String symbols = "";

    @Option(names = "--control-symbols", defaultValue = "", description = "Control symbols.")
    private String controlSymbols = "";

    @Option(names = "--character-coverage", defaultValue = "0.9995", description = "Share.")
    private double characterCoverage;

    @Option(
            names = "--max-sentence-length",
            defaultValue = "2147483647",
            description = "Bytes; longer lines are skipped.")
    private int maxSentenceLength;

    @Option(
            names = "--max-sentencepiece-length",
            defaultValue = "16",
            description = "Characters of the longest piece.")
    private int maxPieceLength;

    @Option(names = "--pad-id", defaultValue = "0", description = "Negative for none.")
    private int paddingId;

    @Option(names = "--unk-id", defaultValue = "1", description = "Must be there.")
    private int unknownId;

    @Option(names = "--bos-id", defaultValue = "2", description = "Negative for none.")
    private int startId;

    @Option(names = "--eos-id", defaultValue = "3", description = "Negative for none.")
    private int endId;

    @Option(
            names = "--split-by-unicode-script",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "No piece spans two scripts.")
    private boolean splitByUnicodeScript;

    @Option(
            names = "--split-by-number",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "No piece spans letters and digits.")
    private boolean splitByNumber;

    @Option(
            names = "--split-by-whitespace",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "No piece spans two words.")
    private boolean splitByWhitespace;

    @Option(
            names = "--split-digits",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Every digit is a piece of its own.")
    private boolean splitDigits;

    @Option(
            names = "--byte-fallback",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Spell unknown characters in bytes.")
    private boolean byteFallback;

    @Option(
            names = "--hard-vocab-limit",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Fail when the corpus has too few pieces.")
    private boolean hardVocabularyLimit;

    @Option(
            names = "--input-sentence-size",
            defaultValue = "0",
            description = "Lines to train on, if not all.")
    private int inputSentenceSize;

    @Option(
            names = "--shuffle-input-sentence",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Take them from all over the corpus, not its beginning.")
    private boolean shuffleInputSentence;

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
        TrainedTokenizer trained = new TokenizerTrainer(parameters(), this::show).train(inputs);
        Path model = Path.of(output + ".model");
        if (model.toAbsolutePath().getParent() != null) {
            Files.createDirectories(model.toAbsolutePath().getParent());
        }
        Files.write(model, trained.model());
        Files.writeString(Path.of(output + ".vocab"), trained.vocabulary());
        print(model, trained);
        return 0;
    }

    private TokenizerParameters parameters() {
        return new TokenizerParameters(
                vocabularySize,
                new TokenizerParameters.SpecialIds(paddingId, unknownId, startId, endId),
                list(symbols),
                list(controlSymbols),
                characterCoverage,
                maxSentenceLength,
                maxPieceLength,
                new TokenizerParameters.Split(
                        splitByUnicodeScript, splitByNumber, splitByWhitespace, splitDigits),
                byteFallback,
                hardVocabularyLimit,
                new TokenizerParameters.Sample(inputSentenceSize, shuffleInputSentence));
    }

    private static List<String> list(String commaSeparated) {
        return Stream.of(commaSeparated.split(",")).filter(s -> !s.isEmpty()).toList();
    }

    private boolean show(Stage stage, double fraction) {
        if (Terminal.present() && !json) {
            System.err.printf(
                    Locale.ROOT,
                    "\r%-8s %3.0f %%",
                    stage.name().toLowerCase(Locale.ROOT),
                    100 * fraction);
        }
        return true;
    }

    private void print(Path model, TrainedTokenizer t) {
        if (Terminal.present() && !json) {
            System.err.print("\r\033[K");
        }
        System.out.println(
                json
                        ? Json.line(
                                new Result(
                                        model.toString(),
                                        t.vocabularySize(),
                                        t.bytesPerToken(),
                                        t.unknownRate(),
                                        t.lines(),
                                        t.skippedLines(),
                                        t.skippedBytes()))
                        : String.format(
                                Locale.ROOT,
                                "%s: %d pieces from %d lines, %.2f bytes per token, %d lines (%d bytes)"
                                        + " skipped",
                                model,
                                t.vocabularySize(),
                                t.lines(),
                                t.bytesPerToken(),
                                t.skippedLines(),
                                t.skippedBytes()));
    }
}
