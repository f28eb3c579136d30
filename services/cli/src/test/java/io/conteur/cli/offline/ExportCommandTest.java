package io.conteur.cli.offline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.cli.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported, and what is taken from elsewhere. */
class ExportCommandTest {
    @TempDir private static Path folder;
    private static Path checkpoint;

    @BeforeAll
    static void train() throws IOException {
        checkpoint = TinyCheckpoint.in(folder);
    }

    @Test
    void aGgufFileIsWritten() throws IOException {
        Path file = folder.resolve("model.gguf");

        Console console = export("--format", "gguf", "--type", "f32", file);

        assertEquals(0, console.exitCode(), console.err());
        byte[] start = Files.newInputStream(file).readNBytes(4);
        assertEquals("GGUF", new String(start, StandardCharsets.US_ASCII));
        assertTrue(console.out().contains("model.gguf"), console.out());
    }

    @Test
    void smallerNumbersMakeSmallerFiles() throws IOException {
        long last = Long.MAX_VALUE;
        for (String type : List.of("f32", "f16", "q8_0")) {
            Path file = folder.resolve(type + ".gguf");

            assertEquals(0, export("--format", "gguf", "--type", type, file).exitCode());

            assertTrue(Files.size(file) < last, type);
            last = Files.size(file);
        }
    }

    @Test
    void whatExistsIsNotOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.gguf"), "mine");

        Console console = export("--format", "gguf", file);

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("exists already"), console.err());
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void aFolderForHuggingFaceHoldsWhatItNeedsAndCanBeUsedAgain() throws IOException {
        Path out = folder.resolve("hf");

        assertEquals(0, export("--format", "huggingface", out).exitCode());

        assertEquals(
                Set.of(
                        "config.json",
                        "generation_config.json",
                        "model.safetensors",
                        "tokenizer.json",
                        "tokenizer.model",
                        "tokenizer_config.json"),
                names(out));
        assertEquals(story(checkpoint), story(out));
    }

    @Test
    void aFolderWithNothingButTokenizerJsonIsUsed() throws IOException {
        Path out = folder.resolve("transformers");
        export("--format", "huggingface", out);
        Files.delete(out.resolve("tokenizer.model"));

        assertEquals(story(checkpoint), story(out));
    }

    @Test
    void aTokenizerJsonOfAnotherKindIsRefusedByName() throws IOException {
        Path out = folder.resolve("other");
        export("--format", "huggingface", out);
        Files.delete(out.resolve("tokenizer.model"));
        Path json = out.resolve("tokenizer.json");
        Files.writeString(json, Files.readString(json).replace("\"NFC\"", "\"NFKC\""));

        Console console = generate(out);

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("its normalizer differs"), console.err());
        assertTrue(console.err().contains("tokenizer.model"), console.err());
    }

    @Test
    void aModelOfAnotherKindIsRefusedWithTheFieldsName() throws IOException {
        Path out = folder.resolve("tied");
        export("--format", "huggingface", out);
        Path config = out.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(
                                "\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true"));

        Console console = generate(out);

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("tie_word_embeddings is true"), console.err());
    }

    @Test
    void anImportedCheckpointIsPublishedOnceAndWithItsTokenizer() throws IOException {
        Path out = folder.resolve("import");
        export("--format", "huggingface", out);
        Files.delete(out.resolve("tokenizer.model"));
        ArtifactStore store = ArtifactStore.at(Files.createDirectory(folder.resolve("store")));

        Artifact first = ImportedCheckpoint.of(out).publish(store, "tales");
        Artifact second = ImportedCheckpoint.of(out).publish(store, "tales");

        assertEquals(first, second);
        assertTrue(first.key().startsWith("imports/tales-"), first.key());
        Path fetched = store.fetch(first.key(), first.sha256());
        assertArrayEquals(
                Files.readAllBytes(checkpoint.resolve("model.safetensors")),
                Files.readAllBytes(fetched.resolve("model.safetensors")));
        assertEquals(story(checkpoint), story(fetched));
        assertFalse(names(fetched).contains("optimizer.safetensors"));
    }

    private static Console export(String option, String value, Path out) {
        return Console.run("export", option, value, checkpoint.toString(), out.toString());
    }

    private static Console export(
            String option, String value, String second, String other, Path out) {
        return Console.run(
                "export", option, value, second, other, checkpoint.toString(), out.toString());
    }

    private static String story(Path model) {
        Console console = generate(model);
        assertEquals(0, console.exitCode(), console.err());
        return console.out();
    }

    private static Console generate(Path model) {
        return Console.run(
                "generate",
                "--checkpoint",
                model.toString(),
                "--temperature",
                "0",
                "--max-tokens",
                "20",
                "--json",
                "the fox");
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("manifest.json"))
                    .collect(Collectors.toSet());
        }
    }
}
