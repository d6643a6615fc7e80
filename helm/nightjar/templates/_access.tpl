{{/*
What the API server has to allow, computed: files/actions.yaml says what each action needs,
files/playbooks.yaml what each playbook may ask for. Both are written by the program's own tests.
*/}}

{{/* The playbooks in force that the chart can read, as JSON: NAME: {actions, events}. */}}
{{- define "nightjar.enabledPlaybooks" -}}
{{- $only := .Values.playbooks.only -}}
{{- $known := dict -}}
{{- if and .Values.playbooks.shipped (eq .Values.policy.source "image") -}}
{{- $known = .Files.Get "files/playbooks.yaml" | fromYaml -}}
{{- end -}}
{{- range $name, $files := .Values.playbooks.inline -}}
{{- $manifest := index $files "playbook.yaml" | fromYaml -}}
{{- if hasKey $manifest "Error" -}}{{- fail (printf "playbooks.inline.%s: its playbook.yaml is no YAML" $name) -}}{{- end -}}
{{- $events := regexMatch "Kubernetes event [A-Z]" (index $files "playbook.drl") -}}
{{- $_ := set $known $name (dict "actions" ($manifest.mayAsk | default list) "events" $events) -}}
{{- end -}}
{{- $enabled := dict -}}
{{- range $name, $one := $known -}}
{{- if or (not $only) (has $name $only) -}}{{- $_ := set $enabled $name $one -}}{{- end -}}
{{- end -}}
{{- if eq .Values.policy.source "image" -}}
{{- range $only -}}
{{- if not (or (hasKey $known .) (hasKey $.Values.playbooks.configMaps .)) -}}
{{- fail (printf "playbooks.only: there is no playbook %s" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $enabled | toJson -}}
{{- end -}}

{{/* Ids of the enabled actions, as a JSON list. */}}
{{- define "nightjar.enabledActions" -}}
{{- $ids := .Values.rbac.actions -}}
{{- range $name, $one := include "nightjar.enabledPlaybooks" . | fromJson -}}
{{- $ids = concat $ids $one.actions -}}
{{- end -}}
{{- $known := .Files.Get "files/actions.yaml" | fromYaml -}}
{{- range $ids -}}
{{- if not (hasKey $known .) -}}{{- fail (printf "no action is called %s; nightjar actions list names them" .) -}}{{- end -}}
{{- end -}}
{{- $ids | uniq | sortAlpha | toJson -}}
{{- end -}}

{{/*
Permissions, as JSON: {always, namespaced, clusterScoped}. The first are what the engine needs whatever it does;
those of the actions are apart by whether a namespace can hold them.
*/}}
{{- define "nightjar.permissions" -}}
{{- $engine := .Files.Get "files/engine.yaml" | fromYaml -}}
{{- $known := .Files.Get "files/actions.yaml" | fromYaml -}}
{{- $always := $engine.watching -}}
{{- $events := false -}}
{{- range $name, $one := include "nightjar.enabledPlaybooks" . | fromJson -}}{{- if $one.events -}}{{- $events = true -}}{{- end -}}{{- end -}}
{{- if or $events .Values.rbac.kubernetesEvents -}}{{- $always = concat $always $engine.events -}}{{- end -}}
{{- /* what config says wins there, so it does here */ -}}
{{- $config := include "nightjar.engineConfig" . | fromYaml -}}
{{- if dig "http" "signIn" "kubernetes" "enabled" true $config -}}{{- $always = concat $always $engine.signIn -}}{{- end -}}
{{- if dig "agents" "serviceAccounts" list $config -}}{{- $always = concat $always $engine.agents -}}{{- end -}}
{{- $namespaced := list -}}
{{- $clusterScoped := list -}}
{{- range include "nightjar.enabledActions" . | fromJsonArray -}}
{{- range index $known . -}}
{{- if .namespaced -}}{{- $namespaced = append $namespaced . -}}{{- else -}}{{- $clusterScoped = append $clusterScoped . -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- dict "always" $always "namespaced" $namespaced "clusterScoped" $clusterScoped | toJson -}}
{{- end -}}

{{/* A list of permissions as the rules of a role: one for each group and set of verbs, sorted. */}}
{{- define "nightjar.rules" -}}
{{- $byResource := dict -}}
{{- range . -}}
{{- $key := printf "%s/%s" .apiGroup .resource -}}
{{- $verbs := .verbs -}}
{{- if hasKey $byResource $key -}}{{- $verbs = concat $verbs (get $byResource $key).verbs -}}{{- end -}}
{{- $_ := set $byResource $key (dict "apiGroup" .apiGroup "resource" .resource "verbs" ($verbs | uniq | sortAlpha)) -}}
{{- end -}}
{{- $rules := dict -}}
{{- range keys $byResource | sortAlpha -}}
{{- $one := get $byResource . -}}
{{- $key := printf "%s [%s]" $one.apiGroup (join ", " $one.verbs) -}}
{{- $_ := set $rules $key (append (get $rules $key | default list) $one) -}}
{{- end -}}
{{- if not $rules }}
rules: []
{{- else }}
rules:
{{- range keys $rules | sortAlpha }}
{{- $all := get $rules . }}
{{- $resources := list }}
{{- range $all }}{{- $resources = append $resources .resource }}{{- end }}
  - apiGroups: [{{ (first $all).apiGroup | quote }}]
    resources: {{ $resources | toJson }}
    verbs: {{ (first $all).verbs | toJson }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Linux capabilities of the agent, as a JSON list. */}}
{{- define "nightjar.capabilities" -}}
{{- $needed := .Files.Get "files/capabilities.yaml" | fromYaml -}}
{{- $all := $needed.always -}}
{{- range include "nightjar.enabledActions" . | fromJsonArray -}}
{{- if hasKey $needed.actions . -}}{{- $all = concat $all (get $needed.actions .) -}}{{- end -}}
{{- end -}}
{{- $all = concat $all .Values.agent.capabilities.add | uniq | sortAlpha -}}
{{- range .Values.agent.capabilities.drop -}}{{- $all = without $all . -}}{{- end -}}
{{- $all | toJson -}}
{{- end -}}
