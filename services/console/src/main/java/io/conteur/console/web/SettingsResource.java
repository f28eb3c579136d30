package io.conteur.console.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What a page must know of its service. */
@Path("/api/settings")
@Produces(MediaType.APPLICATION_JSON)
public class SettingsResource {
    private final ConsoleConfig.Page config;

    SettingsResource(ConsoleConfig config) {
        this.config = config.console();
    }

    /** Whether the page may send requests. */
    public record Settings(boolean readOnly) {}

    @GET
    public Settings settings() {
        return new Settings(config.readOnly());
    }
}
