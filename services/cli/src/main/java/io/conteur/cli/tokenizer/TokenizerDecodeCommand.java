package io.conteur.cli.tokenizer;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.InputFile;
import io.conteur.cli.common.Terminal;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decodes lines of ids to lines of text; symbols, such as {@code <newline>}, stay literal. */
@Command(
        name = "decode",
        description = "Turns lines of token ids on stdin into text.",
        footer = "  ./conteur tokenizer decode --model mine.model < ids.txt")
final class TokenizerDecodeCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "FILE", required = true, description = "A .model file.")
    private Path model = Path.of("");

    @Option(names = "--pieces", description = "Read pieces instead of ids.")
    private boolean pieces;

    @Override
    public Integer call() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(InputFile.seekable(model));
                PrintStream out = Lines.out()) {
            Lines.forEach(
                    System.in, line -> out.println(Terminal.printable(text(tokenizer, line))));
        }
        return 0;
    }

    private String text(Tokenizer tokenizer, String line) {
        List<String> tokens =
                Stream.of(line.strip().split("\\s+")).filter(token -> !token.isEmpty()).toList();
        return pieces
                ? tokenizer.decodePieces(tokens)
                : tokenizer.decodeLiterally(
                        tokens.stream().mapToInt(token -> id(tokenizer, token)).toArray());
    }

    private static int id(Tokenizer tokenizer, String token) {
        try {
            int id = Integer.parseInt(token);
            if (id >= 0 && id < tokenizer.vocabularySize()) {
                return id;
            }
        } catch (NumberFormatException e) {
            throw new CommandFailedException("ids are whole numbers, not " + token);
        }
        throw new CommandFailedException(
                "ids are from 0 to " + (tokenizer.vocabularySize() - 1) + ", not " + token);
    }
}
