package io.conteur.systemtests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Words of our own are explained in README's glossary, and only those that are used. */
class GlossaryTest {
    /**
     * Words that the field does not have, or has in a wider sense. Whoever names a type with a new
     * one adds it here and to the glossary.
     */
    private static final List<String> COINED =
            List.of(
                    "artifact",
                    "attempt",
                    "checkpoint",
                    "corpus",
                    "job",
                    "lane",
                    "outcome",
                    "part",
                    "prompt",
                    "ranking",
                    "share",
                    "size",
                    "window");

    private static final Path SERVICES = Document.root().resolve("services");
    private static final Set<String> GLOSSARY =
            Document.at("README.md").table("## Glossary").keySet();

    @Test
    void aCoinedWordThatNamesATypeIsInTheGlossary() {
        Set<String> names = wordsOfTypes();

        List<String> missing =
                COINED.stream()
                        .filter(word -> names.contains(word) || names.contains(word + "s"))
                        .filter(word -> !GLOSSARY.contains(word))
                        .toList();

        assertEquals(List.of(), missing);
    }

    @Test
    void aWordOfTheGlossaryIsUsed() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path source : mainSources()) {
            text.append(Files.readString(source)).append('\n');
        }
        Document.all().stream()
                .filter(document -> !document.file().equals(Document.root().resolve("README.md")))
                .forEach(document -> text.append(document.text()));
        String all = text.toString().toLowerCase(Locale.ROOT);

        List<String> unused =
                GLOSSARY.stream()
                        .filter(
                                word ->
                                        !Pattern.compile("\\b" + word + "s?\\b")
                                                .matcher(all)
                                                .find())
                        .toList();

        assertEquals(List.of(), unused);
    }

    /** Such as {@code checkpoint} and {@code store} of a type {@code CheckpointStore}. */
    private static Set<String> wordsOfTypes() {
        return mainSources().stream()
                .map(source -> source.getFileName().toString().replace(".java", ""))
                .flatMap(name -> Arrays.stream(name.split("(?<=[a-z0-9])(?=[A-Z])")))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static List<Path> mainSources() {
        Path main = Path.of("src", "main", "java");
        try (Stream<Path> modules = Files.walk(SERVICES, 2)) {
            return modules.map(module -> module.resolve(main))
                    .filter(Files::isDirectory)
                    .flatMap(folder -> Document.files(folder, ".java").stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
