package io.conteur.cli.offline;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.export.GgufExport;
import io.conteur.gpt.export.GgufType;
import io.conteur.gpt.export.GgufVocabulary;
import io.conteur.tokenizer.Tokenizer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a checkpoint in a format that other programs open. */
@Command(
        name = "export",
        description =
                "Writes a checkpoint folder as a GGUF file for llama.cpp, or as a folder with nothing"
                        + " but what Hugging Face needs.",
        footer = {
            "  ./conteur export --format gguf --type q8_0 FOLDER mine.gguf",
            "  ./conteur export --format huggingface FOLDER mine"
        })
public final class ExportCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final String MODEL_CARD = "README.md";

    @Option(names = "--format", required = true, description = "${COMPLETION-CANDIDATES}.")
    private Format format = Format.gguf;

    @Option(
            names = "--type",
            defaultValue = "f16",
            description =
                    "Numbers in a GGUF file: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}."
                            + " q8_0 rounds to eight bits.")
    private NumberFormat type = NumberFormat.f16;

    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "A checkpoint folder.")
    private Path checkpoint = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "The file or folder to write.")
    private Path out = Path.of("");

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** As they are spelled on the command line. */
    enum Format {
        gguf,
        huggingface
    }

    /** As they are spelled on the command line. */
    enum NumberFormat {
        f32,
        f16,
        q8_0
    }

    private record Result(String format, String path, long bytes) {}

    @Override
    public Integer call() throws IOException {
        if (Files.exists(out)) {
            throw new CommandFailedException(out + " exists already; name another, or remove it");
        }
        try (Tokenizer tokenizer = OfflineModel.tokenizer(checkpoint)) {
            if (format == Format.gguf) {
                writeGguf(tokenizer);
            } else {
                writeFolder(tokenizer);
            }
        }
        Result result = new Result(format.name(), out.toString(), bytes());
        System.out.println(
                json
                        ? Json.line(result)
                        : "wrote %s, %,d bytes"
                                .formatted(Terminal.visible(result.path), result.bytes));
        return 0;
    }

    private void writeGguf(Tokenizer tokenizer) throws IOException {
        GgufType numbers = GgufType.valueOf(type.name().toUpperCase(Locale.ROOT));
        Path parent = out.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new NoSuchFileException(String.valueOf(parent));
        }
        Path unfinished = Files.createTempFile(parent, ".export-", ".gguf");
        try {
            try (OutputStream file =
                    new BufferedOutputStream(Files.newOutputStream(unfinished), BUFFER_BYTES)) {
                GgufExport.write(checkpoint, vocabulary(tokenizer), numbers, file);
            }
            Files.move(unfinished, out);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static GgufVocabulary vocabulary(Tokenizer tokenizer) {
        return new GgufVocabulary(
                IntStream.range(0, tokenizer.vocabularySize())
                        .mapToObj(
                                id ->
                                        new GgufVocabulary.Token(
                                                tokenizer.piece(id),
                                                tokenizer.score(id),
                                                tokenizer.type(id)))
                        .toList(),
                new GgufVocabulary.SpecialIds(
                        tokenizer.startId(),
                        tokenizer.endId(),
                        tokenizer.unknownId(),
                        tokenizer.paddingId()));
    }

    private void writeFolder(Tokenizer tokenizer) throws IOException {
        CheckpointFolder.architecture(checkpoint); // Refuses what is no checkpoint.
        Files.createDirectory(out);
        OfflineModel.copy(checkpoint, tokenizer, out);
        if (Files.exists(checkpoint.resolve(MODEL_CARD))) {
            Files.copy(checkpoint.resolve(MODEL_CARD), out.resolve(MODEL_CARD));
        }
        CheckpointFolder.writeTokenIds(
                out, tokenizer.startId(), tokenizer.endId(), tokenizer.paddingId());
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }
}
