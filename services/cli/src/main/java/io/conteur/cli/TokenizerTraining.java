package io.conteur.cli;

import io.conteur.cli.PlainOptions.Option;
import io.conteur.cli.PlainOptions.WrongCallException;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.TrainingListener.Stage;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ./conteur tokenizer train}: options bear SentencePiece's names, with dashes. Takes care to
 * load little of Java and of other libraries, since that is most of its memory.
 */
final class TokenizerTraining {
    private static final Map<String, String> ALIASES =
            Map.of("--user-defined-symbols", "--symbols", "-h", "--help", "-V", "--version");

    private record Result(
            String model,
            int vocabularySize,
            double bytesPerToken,
            double unknownRate,
            long lines,
            long skippedLines,
            long skippedBytes) {}

    private final PlainOptions options;
    private final boolean json;

    private TokenizerTraining(PlainOptions options) {
        this.options = options;
        this.json = options.flag("--json");
    }

    /** Trains as the arguments say, and gives the exit code: 0 done, 1 failed, 2 called wrongly. */
    static int run(List<String> arguments) {
        try {
            PlainOptions options = new PlainOptions(known(), ALIASES, arguments);
            return options.flag("--help") || options.flag("--version")
                    ? explain(options)
                    : new TokenizerTraining(options).trainOrReport();
        } catch (WrongCallException wrong) {
            Terminal.complain(wrong.getMessage() + "; see conteur tokenizer train --help");
            return Conteur.WRONG_CALL;
        }
    }

    private static List<Option> known() {
        return List.of(
                Option.required("--input", "Text, a sentence per line; .gz too. May be repeated."),
                Option.required("--output", "Writes OUTPUT.model and OUTPUT.vocab."),
                Option.value("--vocab-size", "2500", "Pieces in all."),
                Option.value(
                        "--symbols",
                        "<sep>,<newline>",
                        "User-defined symbols, separated by commas; '' for none. One that holds"
                                + " a comma stands in double quotes."),
                Option.value("--control-symbols", "", "Control symbols, separated by commas."),
                Option.value("--character-coverage", "0.9995", "Share of all characters."),
                Option.value(
                        "--max-sentence-length", "2147483647", "Bytes; longer lines are skipped."),
                Option.value(
                        "--max-sentencepiece-length", "16", "Characters of the longest piece."),
                Option.value("--pad-id", "0", "Negative for none."),
                Option.value("--unk-id", "1", "Must be there."),
                Option.value("--bos-id", "2", "Negative for none."),
                Option.value("--eos-id", "3", "Negative for none."),
                Option.flag("--split-by-unicode-script", true, "No piece spans two scripts."),
                Option.flag("--split-by-number", true, "No piece spans letters and digits."),
                Option.flag("--split-by-whitespace", true, "No piece spans two words."),
                Option.flag("--split-digits", false, "Every digit is a piece of its own."),
                Option.flag("--byte-fallback", false, "Spell unknown characters in bytes."),
                Option.flag("--hard-vocab-limit", true, "Fail when there are too few pieces."),
                Option.value("--input-sentence-size", "0", "Lines to train on, if not all."),
                Option.flag("--shuffle-input-sentence", true, "Take them from all over."),
                Option.flag("--json", false, "Print the result as one JSON document."),
                Option.flag("--verbose", false, "Show the whole error behind a failure."),
                Option.flag("--version", false, "Print version information."),
                Option.flag("--help", false, "Print this."));
    }

    private static int explain(PlainOptions options) {
        System.out.println(
                options.flag("--version")
                        ? Conteur.VERSION
                        : "Usage: conteur tokenizer train --input=FILE --output=PREFIX"
                                + " [OPTION...]\n"
                                + "Trains a SentencePiece BPE tokenizer on text files.\n"
                                + PlainOptions.help(known()));
        return 0;
    }

    private int trainOrReport() {
        try {
            train();
            return 0;
        } catch (WrongCallException wrong) {
            throw wrong;
        } catch (IOException | RuntimeException failure) {
            Terminal.complain(Failures.message(failure));
            if (options.flag("--verbose")) {
                Failures.printTrace(failure);
            }
            return Conteur.FAILED;
        }
    }

    private void train() throws IOException {
        TokenizerParameters parameters = checkedParameters();
        List<Path> inputs = new ArrayList<>();
        for (String input : options.texts("--input")) {
            inputs.add(InputFile.seekable(Path.of(input)));
        }
        Path model = Path.of(options.text("--output") + ".model");
        Path vocabulary = Path.of(options.text("--output") + ".vocab");
        TrainedTokenizer trained = new TokenizerTrainer(parameters, this::show).train(inputs);
        if (model.toAbsolutePath().getParent() != null) {
            Files.createDirectories(model.toAbsolutePath().getParent());
        }
        Files.write(model, trained.model());
        Files.writeString(vocabulary, trained.vocabulary());
        print(model, trained);
    }

    private TokenizerParameters checkedParameters() {
        try {
            return parameters();
        } catch (TokenizerTrainingException wrong) {
            throw new WrongCallException(String.valueOf(wrong.getMessage()));
        }
    }

    private TokenizerParameters parameters() {
        return new TokenizerParameters(
                options.number("--vocab-size"),
                new TokenizerParameters.SpecialIds(
                        options.number("--pad-id"),
                        options.number("--unk-id"),
                        options.number("--bos-id"),
                        options.number("--eos-id")),
                symbols("--symbols"),
                symbols("--control-symbols"),
                options.decimal("--character-coverage"),
                options.number("--max-sentence-length"),
                options.number("--max-sentencepiece-length"),
                new TokenizerParameters.Split(
                        options.flag("--split-by-unicode-script"),
                        options.flag("--split-by-number"),
                        options.flag("--split-by-whitespace"),
                        options.flag("--split-digits")),
                options.flag("--byte-fallback"),
                options.flag("--hard-vocab-limit"),
                new TokenizerParameters.Sample(
                        sampledLines(), options.flag("--shuffle-input-sentence")));
    }

    /** SentencePiece trains on no sample of 100 lines or fewer. */
    private int sampledLines() {
        int lines = options.number("--input-sentence-size");
        if (lines > 0 && lines <= 100) {
            throw new WrongCallException(
                    "--input-sentence-size must be 0, for all lines, or above 100, is " + lines);
        }
        return lines;
    }

    private List<String> symbols(String name) {
        return SymbolList.parse(name, options.text(name));
    }

    private boolean show(Stage stage, double fraction) {
        if (Terminal.present() && !json) {
            String name = stage.name().toLowerCase(Locale.ROOT);
            System.err.print("\r" + name + " " + Math.round(100 * fraction) + " %\033[K");
        }
        return true;
    }

    private void print(Path model, TrainedTokenizer trained) {
        if (Terminal.present() && !json) {
            System.err.print("\r\033[K");
        }
        System.out.println(json ? document(model, trained) : sentence(model, trained));
    }

    private static String document(Path model, TrainedTokenizer trained) {
        return Json.line(
                new Result(
                        model.toString(),
                        trained.vocabularySize(),
                        trained.bytesPerToken(),
                        trained.unknownRate(),
                        trained.lines(),
                        trained.skippedLines(),
                        trained.skippedBytes()));
    }

    private static String sentence(Path model, TrainedTokenizer trained) {
        BigDecimal bytesPerToken = BigDecimal.valueOf(trained.bytesPerToken());
        return Terminal.visible(model.toString())
                + (": " + trained.vocabularySize() + " pieces")
                + (" from " + trained.lines() + " lines, ")
                + (bytesPerToken.setScale(2, RoundingMode.HALF_UP) + " bytes per token, ")
                + (trained.skippedLines() + " lines (" + trained.skippedBytes())
                + " bytes) skipped";
    }
}
