package io.conteur.tokenizer;

import io.conteur.tokenizer.text.CharsmapRules;
import io.conteur.tokenizer.text.CharsmapWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Regenerates the pinned resources in a resource directory; requires Java 17. */
final class PinnedTables {
    private PinnedTables() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Files.write(
                directory.resolve("text/nmt_nfkc.bin"),
                CharsmapWriter.blob(new CharsmapRules().nmtNfkc()));
        Files.writeString(
                directory.resolve("merging/scripts.txt"),
                String.join("\n", new ScriptRanges().lines()) + "\n");
    }
}
