package io.conteur.systemtests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documents have in common. */
class DocumentsTest {
    private static final int MAX_README_BYTES = 9_000;
    private static final Pattern SHELL = Pattern.compile("(?s)```(sh|console)\\n.*?```");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#(\\s|$)");

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatThereAre() {
        List<String> broken = new ArrayList<>();
        for (Document document : Document.all()) {
            for (String link : document.links()) {
                if (!leadsSomewhere(document, link)) {
                    broken.add(Document.root().relativize(document.file()) + ": " + link);
                }
            }
        }

        assertEquals(List.of(), broken);
    }

    @Test
    void readmeIsShort() throws IOException {
        assertTrue(Files.size(Document.root().resolve("README.md")) < MAX_README_BYTES);
    }

    @Test
    void everyModuleHasAReadmeThatTheMapLinksTo() throws IOException {
        List<String> map = Document.at("README.md").links();
        try (var folders = Files.list(Document.root().resolve("services"))) {
            for (Path module : folders.filter(Files::isDirectory).toList()) {
                if (!Document.files(module, "pom.xml").isEmpty()) {
                    String readme = "services/" + module.getFileName() + "/README.md";

                    assertTrue(map.contains(readme), "README.md links to " + readme);
                }
            }
        }
    }

    /** An interactive zsh takes a comment for arguments, and a quote in it for a string. */
    @Test
    void commandsCanBePastedIntoAnyShell() {
        List<String> commented = new ArrayList<>();
        for (Document document : Document.all()) {
            SHELL.matcher(document.text())
                    .results()
                    .flatMap(block -> block.group().lines())
                    .filter(line -> COMMENT.matcher(line).find())
                    .forEach(
                            line ->
                                    commented.add(
                                            Document.root().relativize(document.file())
                                                    + ": "
                                                    + line));
        }

        assertEquals(List.of(), commented);
    }

    private static boolean leadsSomewhere(Document document, String link) {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = document.file().resolveSibling(path).normalize();
        if (path.isEmpty()) {
            return document.anchors().contains(link.substring(1));
        }
        return Files.exists(target)
                && (hash < 0 || document(target).anchors().contains(link.substring(hash + 1)));
    }

    private static Document document(Path target) {
        return Document.at(Document.root().relativize(target).toString());
    }
}
