import java.io.File;
import java.util.List;
import org.gephi.filters.api.FilterController;
import org.gephi.filters.api.Range;
import org.gephi.filters.plugin.dynamic.DynamicRangeBuilder.DynamicRangeFilter;
import org.gephi.graph.api.AttributeUtils;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.openide.util.Lookup;

/** Opens a file as Gephi does where nothing is chosen, and says what it holds: in all, and on days by the filter of its time line. */
public final class Opened {
  public static void main(String[] arguments) throws Exception {
    ProjectController projects = find(ProjectController.class);
    projects.newProject();
    ImportController imports = find(ImportController.class);
    Container container = imports.importFile(new File(arguments[0]));
    for (Issue issue : container.getReport().getIssuesList(100)) {
      say("issue", issue.getLevel(), issue.getMessage());
    }
    imports.process(container, new DefaultProcessor(), projects.getCurrentWorkspace());
    GraphModel model = find(GraphController.class).getGraphModel();
    say("nodes", model.getGraph().getNodeCount());
    say("edges", model.getGraph().getEdgeCount());
    say("dynamic", model.isDynamic());
    say("from", AttributeUtils.printDate(model.getTimeBounds().getLow()));
    say("to", AttributeUtils.printDate(model.getTimeBounds().getHigh()));
    for (Edge edge : model.getGraph().getEdges().toArray()) {
      say("holds", edge.getId(), edge.getAttribute("holds"));
    }
    FilterController filters = find(FilterController.class);
    for (String day : List.of(arguments).subList(1, arguments.length)) {
      DynamicRangeFilter filter = new DynamicRangeFilter(model);
      filter.setRange(new Range(AttributeUtils.parseDateTime(day), AttributeUtils.parseDateTime(day)));
      for (Edge edge : model.getGraph(filters.filter(filters.createQuery(filter))).getEdges().toArray()) {
        say(day, edge.getId());
      }
    }
  }

  private static <T> T find(Class<T> type) {
    return Lookup.getDefault().lookup(type);
  }

  private static void say(Object... words) {
    System.out.println(String.join("\t", java.util.Arrays.stream(words).map(String::valueOf).toList()));
  }
}
