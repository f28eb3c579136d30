package io.conteur.systemtests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documents have in common. */
class DocumentsTest {
    private static final int MAX_README_BYTES = 9_000;

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
