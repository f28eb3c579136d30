package io.conteur.cli.training;

import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.connection.ConnectionOptions;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the newest checkpoint of each model; the last of them answers prompts without a model. */
@Command(
        name = "models",
        description = "Lists the models that can answer, each with its newest checkpoint.",
        footer = {"  ./conteur models", "  ./conteur models --json"})
public final class ModelsCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print the checkpoints' events, one per line.")
    private boolean json;

    @ArgGroup(validate = false, heading = ConnectionOptions.HEADING)
    private ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() throws IOException {
        List<CheckpointPublished> models = models(connection.broker());
        for (int i = 0; i < models.size(); i++) {
            CheckpointPublished model = models.get(i);
            System.out.println(json ? Json.line(model) : text(model, i == models.size() - 1));
        }
        if (models.isEmpty() && !json) {
            System.out.println(
                    "no model has a checkpoint; ./conteur train --bundled --follow trains one");
        }
        return 0;
    }

    /** By the time of the newest checkpoint, the latest last. */
    private static List<CheckpointPublished> models(BrokerAccess broker) {
        Map<String, CheckpointPublished> newest = new LinkedHashMap<>();
        EventReader.history(
                broker,
                List.of(Topic.CHECKPOINTS.name()),
                PartitionChoice.all(),
                record -> {
                    newest.remove(record.key());
                    record.validEvent()
                            .ifPresent(
                                    event -> newest.put(record.key(), (CheckpointPublished) event));
                });
        return new ArrayList<>(newest.values());
    }

    private static String text(CheckpointPublished model, boolean latest) {
        String loss =
                model.validationLoss() == null
                        ? ""
                        : String.format(Locale.ROOT, ", validation %.3f", model.validationLoss());
        return String.format(
                Locale.ROOT,
                "%s  step %d, %.1f M parameters, context %d%s%s%n    %s@%s",
                Terminal.safe(model.model()),
                model.step(),
                model.parameters() / 1e6,
                model.context(),
                loss,
                latest ? "  (answers prompts that name no model)" : "",
                model.artifact().key(),
                model.artifact().sha256());
    }
}
