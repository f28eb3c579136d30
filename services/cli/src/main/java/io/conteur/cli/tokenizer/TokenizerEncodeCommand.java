package io.conteur.cli.tokenizer;

import io.conteur.cli.common.InputFile;
import io.conteur.cli.common.Terminal;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Encodes lines of text to lines of ids. */
@Command(
        name = "encode",
        description = "Turns lines of text on stdin into token ids.",
        footer = "  ./conteur tokenizer encode --model mine.model < stories.txt")
final class TokenizerEncodeCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "FILE", required = true, description = "A .model file.")
    private Path model = Path.of("");

    @Option(names = "--pieces", description = "Print pieces instead of ids.")
    private boolean pieces;

    @Override
    public Integer call() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(InputFile.seekable(model));
                PrintStream out = Lines.out()) {
            Lines.forEachUndecoded(
                    System.in, line -> out.println(Terminal.printable(tokens(tokenizer, line))));
        }
        return 0;
    }

    private String tokens(Tokenizer tokenizer, byte[] line) {
        return pieces
                ? String.join(" ", tokenizer.pieces(line))
                : IntStream.of(tokenizer.encode(line))
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" "));
    }
}
