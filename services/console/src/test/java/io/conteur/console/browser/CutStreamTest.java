package io.conteur.console.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import io.conteur.console.StagedServices;
import io.conteur.console.stream.EventStreams;
import io.conteur.console.web.TemporaryStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The stream of a page that is cut at random while stories are told. */
@QuarkusTest
@QuarkusTestResource(TemporaryStore.class)
class CutStreamTest {
    /** With {@code -Dtest.cuts=100 -Dtest.stories=1000} as long as one likes. */
    private static final int CUTS = Integer.getInteger("test.cuts", 12);

    private static final int STORIES = Integer.getInteger("test.stories", 120);
    private static final int PARTS = 4;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource("/")
    URI root;

    @Inject EventStreams streams;

    @Test
    void nothingIsMissingAndNothingStandsTwice() {
        String run = UUID.randomUUID().toString();
        try (InstalledBrowser browser = InstalledBrowser.open(root);
                StagedServices services = new StagedServices(bootstrapServers)) {
            Page page = browser.show("see");
            Random random = new Random(7);
            int cuts = 0;
            for (int story = 0; story < STORIES; story++) {
                String id = run + "-" + story;
                for (int part = 0; part < PARTS; part++) {
                    services.part(id, part, part + " ", part == PARTS - 1);
                }
                // Every other story ends; of the others the parts are all that there is to show.
                if (story % 2 == 0) {
                    services.story(id, "story " + id, "the story " + id + " as a whole", "");
                }
                if ((long) (story + 1) * CUTS / STORIES > cuts) {
                    cuts++;
                    services.flush();
                    page.waitForTimeout(random.nextInt(300));
                    streams.cut();
                }
            }
            services.flush();
            page.waitForCondition(() -> told(page, run) == STORIES, patience());
            page.getByText(Pattern.compile("Show all \\d+ stories")).click();

            assertEquals(expected(run), texts(page, run));
        }
    }

    private static Page.WaitForConditionOptions patience() {
        return new Page.WaitForConditionOptions().setTimeout(120_000);
    }

    /** How many stories the page knows whole. */
    private static int told(Page page, String run) {
        return ((Number)
                        page.evaluate(
                                "run => import('/data/store.js').then(({ store }) => [...store.state.stories.values()].filter(one => one.id.startsWith(run) && (one.outcome || one.texts[0] === '0 1 2 3 ')).length)",
                                run))
                .intValue();
    }

    /** What stands on the page, oldest first. */
    private static List<?> texts(Page page, String run) {
        return (List<?>)
                page.evaluate(
                        "run => [...document.querySelectorAll('article')].map(card =>"
                                + " card.querySelector('.text').textContent + '|' +"
                                + " card.querySelector('h3').textContent).filter(text =>"
                                + " text.includes(run)).sort()",
                        run);
    }

    private static List<String> expected(String run) {
        return IntStream.range(0, STORIES)
                .mapToObj(
                        story ->
                                story % 2 == 0
                                        ? "the story %1$s-%2$d as a whole|story %1$s-%2$d"
                                                .formatted(run, story)
                                        : "0 1 2 3 |%s-%d".formatted(run, story))
                .sorted()
                .toList();
    }
}
