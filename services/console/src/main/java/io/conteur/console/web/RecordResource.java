package io.conteur.console.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.lookup.RecordQuery;
import io.conteur.console.lookup.RecordSearch;
import io.conteur.events.InvalidEventException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestQuery;

/** Records as they are in Kafka. */
@Path("/api/records")
@Produces(MediaType.APPLICATION_JSON)
public class RecordResource {
    private final RecordSearch search;

    RecordResource(RecordSearch search) {
        this.search = search;
    }

    /** All records with this text as their key, or as their event's id, across all topics. */
    @GET
    @Blocking
    public ObjectNode find(@RestQuery String of) {
        if (of == null || of.isBlank()) {
            throw new InvalidEventException("/of", "must be an id or a key");
        }
        return search.find(new RecordQuery(of));
    }
}
