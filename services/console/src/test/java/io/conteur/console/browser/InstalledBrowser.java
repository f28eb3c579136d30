package io.conteur.console.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chromium as the machine has it; tests are skipped, and say so, on a machine without. */
final class InstalledBrowser implements AutoCloseable {
    private static final List<String> ARGUMENTS =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");
    private static final int LIMIT_MILLIS = 60_000;

    private final Playwright playwright;
    private final Browser browser;
    private final URI root;
    private final List<String> complaints = new ArrayList<>();

    private InstalledBrowser(URI root, Path node, Path chromium) {
        this.root = root;
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(
                                        Map.of(
                                                "PLAYWRIGHT_NODEJS_PATH",
                                                node.toString(),
                                                "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                                                "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium)
                                        .setArgs(ARGUMENTS));
    }

    static InstalledBrowser open(URI root) {
        Optional<Path> node = onPath("node");
        Optional<Path> chromium = onPath("chromium");
        assumeTrue(
                node.isPresent() && chromium.isPresent(),
                "skipped: the tests of the page need chromium and node on the path");
        return new InstalledBrowser(root, node.get(), chromium.get());
    }

    private static Optional<Path> onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A browser window of its own, with its own memory. */
    BrowserContext window(int width, ColorScheme colours) {
        BrowserContext context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(width, 900)
                                .setColorScheme(colours)
                                .setLocale("en-GB")
                                .setTimezoneId("UTC"));
        context.setDefaultTimeout(LIMIT_MILLIS);
        context.onConsoleMessage(
                message -> {
                    if (message.type().equals("error")) {
                        complaints.add(message.text());
                    }
                });
        context.onWebError(error -> complaints.add(error.error()));
        return context;
    }

    /** A tab that shows a room of the page. */
    Page show(BrowserContext window, String room) {
        Page page = window.newPage();
        page.navigate(root.resolve("/").toString() + "#/" + room);
        page.waitForSelector("header .connection.open");
        return page;
    }

    Page show(String room) {
        return show(window(1200, ColorScheme.LIGHT), room);
    }

    /** Errors that pages had, and what the browser refused to do for them. */
    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
