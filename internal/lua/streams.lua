-- The stream operations of the sandbox. A stream is a function that returns the next value, nil at the end. Functions
-- describe what they want by calling methods of an object; the server carries out what it can, up to and with the
-- first reduce, and leaves the rest to the client.

local SERVER, EITHER, BOTH = "server", "either", "both"

-- What each operation makes of a stream.
local operations = {}

function operations.filter(nextValue, keep)
    return function()
        local value = nextValue()
        while value ~= nil and not keep(value) do
            value = nextValue()
        end
        return value
    end
end

function operations.map(nextValue, change)
    return function()
        local value = nextValue()
        if value == nil then
            return nil
        end
        return change(value)
    end
end

-- once wraps a function whose only value is computed when it is asked for first.
local function once(compute)
    local done = false
    return function()
        if done then
            return nil
        end
        done = true
        return compute()
    end
end

function operations.aggregate(nextValue, initial, add)
    return once(function()
        local total = copyOf(initial)
        for value in nextValue do
            total = add(total, value)
        end
        return total
    end)
end

function operations.reduce(nextValue, combine)
    return once(function()
        local total = nextValue()
        if total == nil then
            return nil
        end
        for value in nextValue do
            total = combine(total, value)
        end
        return total
    end)
end

-- The methods by which a function describes its operations.
local methods = {}

local function adder(name, scope)
    methods[name] = function(self, ...)
        local step = { name = name, scope = scope, arguments = { ... } }
        self.steps[#self.steps + 1] = step
        return self
    end
end

adder("filter", EITHER)
adder("map", EITHER)
adder("aggregate", SERVER)
adder("reduce", BOTH)

function methods.groupby(self, keyOf)
    local function collect(groups, value)
        local key = keyOf and keyOf(value) or nil
        local group = groups[key] or list()
        list.append(group, value)
        groups[key] = group
        return groups
    end
    local function join(first, second)
        return list.merge(first, second)
    end
    local function combine(first, second)
        return map.merge(first, second, join)
    end
    return self:aggregate(map(), collect):reduce(combine)
end

local description = { __index = methods }

-- serverSteps returns the steps that run on the server.
local function serverSteps(steps)
    local chosen = {}
    for _, step in ipairs(steps) do
        chosen[#chosen + 1] = step
        if step.scope == BOTH then
            break
        end
    end
    return chosen
end

-- clientSteps returns the steps that run on the client: from the first reduce on.
local function clientSteps(steps)
    local chosen, begun = {}, false
    for _, step in ipairs(steps) do
        begun = begun or step.scope == BOTH
        if begun then
            chosen[#chosen + 1] = step
        end
    end
    return chosen
end

-- The function that the sandbox calls: it runs f on a source of values and hands each result to a sink.
return function(f, onServer, source, sink, ...)
    local wanted = f(setmetatable({ steps = {} }, description), ...)
    local steps = wanted and wanted.steps
    if steps == nil then
        error("a stream function must return the stream", 0)
    end
    if onServer then
        steps = serverSteps(steps)
    else
        steps = clientSteps(steps)
    end
    local stream = source
    for _, step in ipairs(steps) do
        stream = operations[step.name](stream, unpack(step.arguments))
    end
    for value in stream do
        sink(value)
    end
end
