package io.conteur.tokenizer;

import io.conteur.tokenizer.text.CharsmapRules;
import io.conteur.tokenizer.text.CharsmapSteps;
import io.conteur.tokenizer.text.CharsmapWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Regenerates the pinned resources in a resource directory; requires Java 17. */
final class PinnedTables {
    private PinnedTables() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Map<String, String> rules = new CharsmapRules().nmtNfkc();
        Files.write(directory.resolve("text/nmt_nfkc.bin"), CharsmapWriter.blob(rules));
        Files.write(
                directory.resolve("huggingface/nmt_nfkc.steps"), new CharsmapSteps(rules).bytes());
        Files.writeString(
                directory.resolve("merging/scripts.txt"),
                String.join("\n", new ScriptRanges().lines()) + "\n");
    }
}
