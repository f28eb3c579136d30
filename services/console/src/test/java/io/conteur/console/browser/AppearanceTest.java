package io.conteur.console.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotType;
import io.conteur.console.StagedServices;
import io.conteur.console.web.TemporaryStore;
import io.conteur.events.wire.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** How the rooms look to readers with a narrow screen, in the dark, and to those who listen. */
@QuarkusTest
@QuarkusTestResource(TemporaryStore.class)
class AppearanceTest {
    private static final List<String> ROOMS = List.of("see", "ask", "train", "behind");
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private static final String TWO_FRAMES =
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))";

    /** Where pictures are taken to, when they are wanted. */
    private static final String PICTURES = System.getProperty("test.pictures", "");

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource("/")
    URI root;

    @Test
    void everyRoomIsAccessibleAndFitsEveryWidthInBothThemes() {
        try (InstalledBrowser browser = InstalledBrowser.open(root);
                StagedServices services = new StagedServices(bootstrapServers)) {
            stage(services);
            for (String room : ROOMS) {
                check(open(browser, room), room);
            }
            assertEquals(List.of(), browser.complaints());
        }
    }

    private static Page open(InstalledBrowser browser, String room) {
        Page page = browser.show(room);
        page.waitForSelector(
                room.equals("behind") ? ".record" : room.equals("ask") ? "form" : "canvas");
        if (room.equals("ask") || room.equals("train")) {
            page.locator("details > summary").all().forEach(summary -> summary.click());
        }
        return page;
    }

    /** In every theme and at every width, without loading the page again: its users resize it. */
    private static void check(Page page, String room) {
        for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(
                    new Page.EmulateMediaOptions()
                            .setColorScheme(colours)
                            .setReducedMotion(ReducedMotion.REDUCE));
            for (int width : List.of(360, 768, 1200)) {
                page.setViewportSize(width, 900);
                String where = room + " at " + width + " px, " + colours;
                page.evaluate(TWO_FRAMES); // Curves follow the width a frame later.
                assertTrue(
                        (Boolean)
                                page.evaluate(
                                        "document.documentElement.scrollWidth <="
                                                + " document.documentElement.clientWidth"),
                        where + " is wider than the screen");
                // Slow: each theme and each of the two layouts once.
                if (width == (colours == ColorScheme.LIGHT ? 360 : 1200)) {
                    assertEquals(List.of(), seriousFindings(page), where);
                }
                picture(
                        page,
                        "%s-%d-%s".formatted(room, width, colours.name().toLowerCase(Locale.ROOT)));
            }
        }
        page.context().close();
    }

    private static List<String> seriousFindings(Page page) {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> SERIOUS.contains(rule.getImpact()))
                        .map(AppearanceTest::text)
                        .toList();
    }

    private static String text(Rule rule) {
        return rule.getId() + ": " + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    private static void picture(Page page, String name) {
        if (!PICTURES.isEmpty()) {
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setPath(Path.of(PICTURES, name + ".png"))
                            .setFullPage(true)
                            .setType(ScreenshotType.PNG));
        }
    }

    /** The pictures of the module's README, taken to where they are wanted. */
    @Test
    void picturesOfTheReadme() {
        assumeTrue(!PICTURES.isEmpty(), "skipped: no folder for pictures is given");
        try (InstalledBrowser browser = InstalledBrowser.open(root);
                StagedServices services = new StagedServices(bootstrapServers)) {
            stage(services);
            Page see = browser.show(browser.window(800, ColorScheme.LIGHT), "see");
            see.waitForSelector("canvas");
            see.setViewportSize(800, 560);
            see.evaluate("document.querySelector('#jobs').scrollIntoView()");
            view(see, "see");
            Page ask = browser.show(browser.window(800, ColorScheme.LIGHT), "ask");
            ask.setViewportSize(800, 560);
            ask.getByLabel("Prompt").fill("A shy fox finds a brass compass.");
            ask.getByText("Penalties, stop sequences").click();
            ask.locator("#ask-id").fill("p0");
            ask.getByText("Tell the story").click();
            ask.waitForSelector("article .badge.completed");
            ask.getByText("Penalties, stop sequences").click();
            ask.evaluate("scrollTo(0, 0)");
            view(ask, "ask");
        }
    }

    private static void view(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setPath(Path.of(PICTURES, "readme", name + ".png")));
    }

    private static void stage(StagedServices services) {
        for (int step = 10; step <= 200; step += 10) {
            double loss = 6 * Math.exp(-step / 120.0) + 1.5;
            services.progress(
                    "train-lighthouse",
                    "storyteller",
                    ",'step':%d,'steps':300,'fraction':%s,'trainingLoss':%s,'tokensPerSecond':%d,'learningRate':%s,'gradientNorm':%s,'elapsedSeconds':%d,'etaSeconds':%d%s"
                            .formatted(
                                    step,
                                    step / 300.0,
                                    loss,
                                    9000 + step * 3,
                                    0.02 * step / 300,
                                    0.5 + 1.0 / step,
                                    step / 10,
                                    (300 - step) / 10,
                                    step % 50 == 0 ? ",'validationLoss':" + (loss + 0.2) : ""));
        }
        services.checkpoint("train-lighthouse", "storyteller", 100, 4.1);
        services.checkpoint("train-lighthouse", "storyteller", 200, 2.6);
        services.send(Topic.PROMPTS, "p1", "{'id':'p1','prompt':'A lamplighter has to be brave.'}");
        services.part("p1", 0, "Every evening the lamplighter climbed the hill", false);
        services.send(Topic.PROMPTS, "p2", "{'id':'p2','prompt':'A young baker finds a key.'}");
        services.story(
                "p0",
                "A shy fox finds a brass compass.",
                "Nobody in the valley was as shy as the fox. One morning she found a brass"
                        + " compass.",
                ",'sampling':{'temperature':0.8,'topK':0,'topP':0.95,'seed':17,'maxTokens':40},'timings':{'queuedMillis':6.7,'firstTokenMillis':27.8,'lastTokenMillis':184.1}");
        services.send(
                Topic.PROMPTS.deadLetterName(),
                "wrong",
                "{'prompt':7}",
                Map.of(
                        "dead-letter-reason", "/prompt must be a text, is a number",
                        "dead-letter-topic", "conteur.prompts",
                        "dead-letter-partition", "3",
                        "dead-letter-offset", "12"));
        services.flush();
    }
}
